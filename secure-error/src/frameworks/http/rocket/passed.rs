//! The one way to send a foreign error response unchanged, visible in the code.

use super::local::Local;
use super::mark::pass_through;
use rocket::Request;
use rocket::response::{Responder, Result};

/// An error response that is meant for clients although it does not come from a [`SecureError`](crate::SecureError). It
/// replaces [`PassThrough`](crate::layers::PassThrough), because responses of rocket have no extensions.
///
/// The code that uses it is responsible for every byte of the response.
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
        let mut response = self.0.respond_to(request)?;
        pass_through(&mut response, &Local::of(request).exchange(), None);
        Ok(response)
    }
}
