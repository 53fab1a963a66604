//! Handlers and catchers, run in the request scope: a fairing only runs before and after them.

use super::local::Local;
use super::mark::{marked, vouch};
use super::outgoing;
use crate::boundary::PassThroughLayer;
use rocket::catcher::{self, Catcher};
use rocket::http::Status;
use rocket::outcome::Outcome;
use rocket::route::{self, Route};
use rocket::{Data, Request};

/// Wraps routes so that their handlers and guards run in the request scope:
/// [`RequestId::current`](crate::RequestId::current) returns the ID there, their records have the ID, and a panic becomes a
/// constant response whose record has its payload, and its location if a [`PanicHook`](crate::PanicHook) is installed.
///
/// A panic does not reach the catchers. Without this, rocket catches and discards it, and calls the 500 catcher;
/// `PanicHook::install_quiet` then logs it without the ID.
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

/// Wraps routes like [`routes`], and vouches for those of their error responses that the layer names
/// ([`PassThroughLayer`]). A fairing could not: it also sees the responses of catchers, which never pass.
///
/// ```
/// use rocket::http::{ContentType, Status};
/// use secure_error::{frameworks, layers::PassThroughLayer};
///
/// const OAUTH: PassThroughLayer = PassThroughLayer::new("application/json", &[400, 401]);
///
/// #[rocket::get("/token")]
/// fn token() -> (Status, (ContentType, &'static str)) {
///     (Status::BadRequest, (ContentType::JSON, r#"{"error":"invalid_grant"}"#))
/// }
///
/// let routes = frameworks::rocket::passing_through(rocket::routes![token], OAUTH);
/// # drop(routes);
/// ```
#[must_use]
pub fn passing_through(routes: impl Into<Vec<Route>>, layer: PassThroughLayer) -> Vec<Route> {
    let mut routes = self::routes(routes);
    for route in &mut routes {
        let handler = route.handler.clone();
        route.handler = Box::new(Passing { handler, layer });
    }
    routes
}

#[derive(Clone)]
struct Passing {
    handler: Box<dyn route::Handler>,
    layer: PassThroughLayer,
}

#[rocket::async_trait]
impl route::Handler for Passing {
    async fn handle<'r>(&self, request: &'r Request<'_>, data: Data<'r>) -> route::Outcome<'r> {
        let mut outcome = self.handler.handle(request, data).await;
        if let Outcome::Success(response) = &mut outcome {
            vouch(response, &Local::of(request).exchange(), self.layer);
        }
        outcome
    }
}

/// Wraps catchers of the application in the same way. After a panic no other catcher is tried. Their response to a request
/// that rocket cannot read, which no fairing sees, is sealed like any other response if there is a `SecureErrorLayer`.
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
                // Another catcher responds, which may not be a boundary.
                local.leave_catcher();
                return Err(status);
            }
            Err(panic) => marked(exchange.panicked(&panic), &exchange),
        };
        if is_alone {
            outgoing::finish(request, &mut response, local);
        }
        Ok(response)
    }
}
