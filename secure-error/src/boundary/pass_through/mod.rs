//! The two ways to send a foreign error response unchanged, visible in the code: the mark of one response, and the layer
//! that sets it for the responses of some routes.

mod layer;
mod matched;
mod service;

pub use layer::PassThroughLayer;
pub use service::{PassThroughFuture, PassThroughService};

/// Marks a response whose body is meant for clients although it does not come from a
/// [`SecureError`](crate::SecureError), such as a response of an upstream service with public errors.
///
/// The layer keeps the status, headers and body of such a response, sets its request ID, and logs that an error was passed
/// through. The code that sets the mark is responsible for every byte of the response.
///
/// To mark all responses of some routes, use [`PassThroughLayer`]. Do not set this mark in a middleware that is applied to
/// a router: a middleware also sees the responses of fallbacks, which belong to the whole service once routers are merged.
///
/// ```
/// use secure_error::layers::PassThrough;
///
/// # let mut response = http::Response::new(Vec::<u8>::new());
/// response.extensions_mut().insert(PassThrough);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassThrough;

/// The mark that the layer sets. Unlike the other one it holds only for what the layer was told, whatever other middleware
/// makes of the response afterwards, and not if a panic was caught, which only the boundary knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vouched(pub(super) PassThroughLayer);
