//! generics
