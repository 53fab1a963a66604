//! The one way past the seal, visible in the code.

/// Marks an answer whose body is meant for clients although no [`SecureError`](crate::SecureError) made it, such as that
/// of an upstream service whose errors are public.
///
/// The layer leaves status, headers and body of such an answer as they are, but for the request id, and logs that it was
/// passed on. Whoever sets the mark vouches for every byte.
///
/// ```
/// use secure_error::layers::PassThrough;
///
/// # let mut answer = http::Response::new(Vec::<u8>::new());
/// answer.extensions_mut().insert(PassThrough);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassThrough;
