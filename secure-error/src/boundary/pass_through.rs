//! The one way to send a foreign error response unchanged, visible in the code.

/// Marks a response whose body is meant for clients although it does not come from a
/// [`SecureError`](crate::SecureError), such as a response of an upstream service with public errors.
///
/// The layer keeps the status, headers and body of such a response, sets its request ID, and logs that an error was passed
/// through. The code that sets the mark is responsible for every byte of the response.
///
/// ```
/// use secure_error::layers::PassThrough;
///
/// # let mut response = http::Response::new(Vec::<u8>::new());
/// response.extensions_mut().insert(PassThrough);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassThrough;
