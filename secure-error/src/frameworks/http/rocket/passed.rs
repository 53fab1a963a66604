//! The one way past the seal, visible in the code.

use super::local::Local;
use crate::boundary::PassThrough;
use http::Extensions;
use rocket::Request;
use rocket::response::{Responder, Result};

/// An error answer that is meant for clients although no [`SecureError`](crate::SecureError) made it: it has the mark
/// [`PassThrough`](crate::layers::PassThrough), because answers of rocket have no extensions.
///
/// Whoever uses it vouches for every byte.
///
/// ```
/// use rocket::http::Status;
/// use rocket::response::status::Custom;
/// use secure_error::frameworks::rocket::PassedThrough;
///
/// #[rocket::get("/teapot")]
/// fn teapot() -> PassedThrough<Custom<&'static str>> {
///     PassedThrough(Custom(Status::ImATeapot, "short and stout"))
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct PassedThrough<R>(pub R);

impl<'r, 'o: 'r, R: Responder<'r, 'o>> Responder<'r, 'o> for PassedThrough<R> {
    fn respond_to(self, request: &'r Request<'_>) -> Result<'o> {
        let mut answer = self.0.respond_to(request)?;
        let mut extensions = Extensions::new();
        extensions.insert(PassThrough);
        Local::of(request).vouch(&mut answer, extensions);
        Ok(answer)
    }
}
