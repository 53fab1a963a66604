//! Runnable examples of secure-error.
