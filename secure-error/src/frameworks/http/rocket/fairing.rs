//! The layer as a fairing.

use super::local::{Attached, Local};
use super::{catcher, outgoing};
use crate::boundary::SecureErrorLayer;
use crate::render::X_REQUEST_ID;
use rocket::fairing::{Fairing, Info, Kind, Result};
use rocket::http::Header;
use rocket::{Build, Data, Request, Response, Rocket};

/// The request fairing. Responses are handled by another fairing, which runs after those that are attached later.
#[rocket::async_trait]
impl Fairing for SecureErrorLayer {
    fn info(&self) -> Info {
        Info {
            name: "SecureErrorLayer",
            kind: Kind::Ignite | Kind::Request | Kind::Singleton,
        }
    }

    async fn on_ignite(&self, rocket: Rocket<Build>) -> Result {
        Ok(rocket.manage(Attached(self.clone())).attach(Outgoing))
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let local = Local::of(request);
        local.enter_fairing(request);
        let id = local.exchange().request_id();
        request.replace_header(Header::new(X_REQUEST_ID.as_str(), id.to_string()));
    }
}

struct Outgoing;

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
            rocket.register("/", vec![catcher::default()])
        })
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        outgoing::finish(request, response, Local::of(request));
    }
}
