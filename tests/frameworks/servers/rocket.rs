//! The shop on rocket.

use rocket::data::Limits;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::response::status::Custom;
use rocket::response::{self, Responder};
use rocket::serde::json::Json;
use rocket::{Build, Config, Ignite, Request, Rocket, Route, get, post, routes};
use secure_error::{Fault, SecureErrorLayer, frameworks};
use secure_error_tests_frameworks::shop::{self, Answer, BODY_LIMIT, DbError, Order, Unserialisable};
use secure_error_tests_frameworks::{headers, process};

#[get("/ok")]
fn ok() -> &'static str {
    "fine"
}

#[get("/id")]
fn id() -> String {
    shop::id()
}

#[get("/constant")]
fn constant() -> Answer {
    shop::constant()
}

#[get("/rows/<_>")]
fn row() -> Answer {
    shop::constant()
}

#[get("/params")]
fn params() -> Answer {
    shop::params()
}

#[get("/transparent")]
fn transparent() -> Answer {
    shop::transparent()
}

#[get("/credentials")]
fn credentials() -> Answer {
    shop::credentials()
}

#[get("/method")]
fn method() -> Answer {
    shop::method()
}

#[get("/too-many")]
fn too_many() -> Answer {
    shop::too_many()
}

#[get("/database")]
fn database() -> Answer {
    shop::database()
}

#[get("/foreign")]
fn foreign() -> Answer<Fault> {
    shop::foreign()
}

#[get("/violations")]
fn violations() -> Answer<Fault> {
    shop::violations()
}

#[get("/panic")]
fn panic() -> &'static str {
    shop::panic()
}

#[get("/serialise")]
fn serialise() -> Json<Unserialisable> {
    Json(Unserialisable)
}

#[get("/idiom")]
fn idiom() -> Custom<String> {
    Custom(Status::InternalServerError, DbError.to_string())
}

#[post("/orders", data = "<order>")]
fn orders(order: Json<Order>) -> &'static str {
    order.placed()
}

struct Headers(String, u16);

impl<'r> Responder<'r, 'static> for Headers {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let Self(how, status) = self;
        let (head, text) = headers::foreign(status).into_parts();
        let mut response = match how.as_str() {
            headers::OWN => headers::own(status).respond_to(request)?,
            _ => Custom(Status::new(status), text).respond_to(request)?,
        };
        for (name, value) in &head.headers {
            response.set_raw_header(name.as_str().to_owned(), value.to_str().unwrap().to_owned());
        }
        Ok(response)
    }
}

#[get("/headers/<how>/<status>")]
fn all_headers(how: String, status: u16) -> Headers {
    Headers(how, status)
}

fn shop() -> Vec<Route> {
    routes![
        ok,
        id,
        constant,
        row,
        params,
        transparent,
        credentials,
        method,
        too_many,
        database,
        foreign,
        violations,
        panic,
        serialise,
        idiom,
        all_headers,
        orders
    ]
}

fn service(sealed: bool) -> Rocket<Build> {
    let config = Config {
        port: 0,
        limits: Limits::new().limit("json", BODY_LIMIT.into()),
        ..Config::default()
    };
    let service = rocket::custom(config);
    if sealed {
        service
            .attach(SecureErrorLayer::new())
            .mount("/", frameworks::rocket::routes(shop()))
    } else {
        service.mount("/", shop())
    }
}

#[rocket::main]
async fn main() -> Result<(), Box<rocket::Error>> {
    let sealed = process::start();
    // The first line is where it listens; rocket would tell much else before.
    log::set_max_level(log::LevelFilter::Off);
    let told = AdHoc::on_liftoff("told", |rocket| {
        Box::pin(async { process::listening((rocket.config().address, rocket.config().port).into()) })
    });
    let _: Rocket<Ignite> = service(sealed).attach(told).launch().await?;
    Ok(())
}
