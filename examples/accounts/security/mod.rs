//! Passwords, tokens and limits: what keeps strangers out.

pub mod limits;
pub mod passwords;
pub mod tokens;
