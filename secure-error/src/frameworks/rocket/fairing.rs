//! The layer as a fairing.

use super::local::Local;
use super::{catcher, outgoing};
use crate::boundary::SecureErrorLayer;
use crate::render::X_REQUEST_ID;
use rocket::fairing::{Fairing, Info, Kind, Result};
use rocket::http::Header;
use rocket::{Build, Data, Request, Response, Rocket};

/// The way in. The way out is another fairing, which goes behind those that are attached later.
#[rocket::async_trait]
impl Fairing for SecureErrorLayer {
    fn info(&self) -> Info {
        Info {
            name: "SecureErrorLayer",
            kind: Kind::Ignite | Kind::Request | Kind::Singleton,
        }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> Result {
        Ok(rocket.attach(Outgoing(self.clone())))
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let local = Local::opened(request, self);
        local.enter_boundary();
        let id = local.passage().request_id();
        request.replace_header(Header::new(X_REQUEST_ID.as_str(), id.to_string()));
    }
}

struct Outgoing(SecureErrorLayer);

#[rocket::async_trait]
impl Fairing for Outgoing {
    fn info(&self) -> Info {
        Info {
            name: "SecureErrorLayer, outgoing",
            kind: Kind::Ignite | Kind::Response | Kind::Singleton,
        }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> Result {
        Ok(if rocket.catchers().any(catcher::is_default) {
            rocket
        } else {
            rocket.register("/", vec![catcher::default(&self.0)])
        })
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, answer: &mut Response<'r>) {
        outgoing::finish(answer, Local::opened(request, &self.0));
    }
}
