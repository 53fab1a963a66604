//! The rules for the constant part of a response, for [secure-error](https://docs.rs/secure-error).
//!
//! This crate is internal to secure-error and nothing in it is stable: use `secure_error`. It is a separate crate because
//! derive and runtime cannot call each other. Both call this one, so that each rule is written once: the derive reports a
//! [`Mistake`] on the token, and the runtime rejects it when a constant is compiled.

#![no_std]
#![forbid(unsafe_code)]

pub mod chars;
pub mod constant;
pub mod event;
mod grpc;
pub mod header;
pub mod member;
mod mistake;
pub mod origin;
mod sentence;
pub mod status;
pub mod text;
pub mod violation;

pub use grpc::GrpcCode;
pub use mistake::Mistake;
pub use sentence::Sentence;

/// The longest `Retry-After`, in seconds: a day.
pub const MAX_RETRY_AFTER: u32 = 86_400;

/// Checks a `Retry-After` in seconds.
///
/// # Errors
///
/// [`Mistake::RetryAfter`] unless it is 1 second to 1 day.
pub const fn check_retry_after(seconds: u32) -> Result<(), Mistake> {
    if 1 <= seconds && seconds <= MAX_RETRY_AFTER {
        Ok(())
    } else {
        Err(Mistake::RetryAfter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_second_to_a_day() {
        assert_eq!([1, 86_400].map(check_retry_after), [Ok(()), Ok(())]);
        assert_eq!([0, 86_401].map(check_retry_after), [Err(Mistake::RetryAfter); 2]);
    }
}
