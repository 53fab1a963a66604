//! Errors as responses.
