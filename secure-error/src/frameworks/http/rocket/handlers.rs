//! Handlers and catchers, run within the request: a fairing only comes before and after them.

use super::local::Local;
use super::mark::marked;
use super::outgoing;
use rocket::catcher::{self, Catcher};
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::route::{self, Route};
use rocket::{Data, Request};

/// The same routes, whose handlers and guards run within the request:
/// [`RequestId::current`](crate::RequestId::current) is known there, what they log has the id, and a panic is a response of
/// ours whose record has its payload, and its location if there is a [`PanicHook`](crate::PanicHook).
///
/// A panic is not shown to the catchers. Without this rocket catches it, keeps nothing of it, and has the 500 catcher
/// answer; `PanicHook::install_quiet` then logs it without the id.
///
/// ```
/// use secure_error::{SecureErrorLayer, frameworks};
///
/// #[rocket::get("/")]
/// fn index() -> &'static str {
///     "hello"
/// }
///
/// let service = rocket::build()
///     .attach(SecureErrorLayer::new())
///     .mount("/", frameworks::rocket::routes(rocket::routes![index]));
/// # drop(service);
/// ```
#[must_use]
pub fn routes(routes: impl Into<Vec<Route>>) -> Vec<Route> {
    let mut routes = routes.into();
    for route in &mut routes {
        route.handler = Box::new(Within(route.handler.clone()));
    }
    routes
}

/// The same for catchers of the application. After a panic no other catcher is tried. How they respond to a request that
/// rocket cannot read, of which no fairing is told, is sealed like any other response if there is a `SecureErrorLayer`.
///
/// ```
/// use secure_error::{Fault, SecureErrorLayer, frameworks, problem};
///
/// #[rocket::catch(404)]
/// fn nothing() -> Fault {
///     Fault::problem(&problem::NOT_FOUND)
/// }
///
/// let service = rocket::build()
///     .attach(SecureErrorLayer::new())
///     .register("/", frameworks::rocket::catchers(rocket::catchers![nothing]));
/// # drop(service);
/// ```
#[must_use]
pub fn catchers(catchers: impl Into<Vec<Catcher>>) -> Vec<Catcher> {
    let mut catchers = catchers.into();
    for catcher in &mut catchers {
        catcher.handler = Box::new(Within(catcher.handler.clone()));
    }
    catchers
}

#[derive(Clone)]
struct Within<H>(H);

#[rocket::async_trait]
impl route::Handler for Within<Box<dyn route::Handler>> {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> route::Outcome<'r> {
        let exchange = Local::of(request).exchange();
        match exchange.run(|| self.0.handle(request, data)).await {
            Ok(outcome) => outcome,
            Err(panic) => Outcome::Success(marked(exchange.panicked(&panic), &exchange)),
        }
    }
}

#[rocket::async_trait]
impl catcher::Handler for Within<Box<dyn catcher::Handler>> {
    async fn handle<'r>(&self, status: Status, request: &'r Request<'_>) -> catcher::Result<'r> {
        let local = Local::of(request);
        let is_alone = local.enter_catcher(request);
        let exchange = local.exchange();
        let mut response = match exchange.run(|| self.0.handle(status, request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(status)) => {
                // Another catcher responds, and may be no boundary.
                local.leave_catcher();
                return Err(status);
            }
            Err(panic) => marked(exchange.panicked(&panic), &exchange),
        };
        if is_alone {
            outgoing::finish(&mut response, local);
        }
        Ok(response)
    }
}
