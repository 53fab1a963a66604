//! The shop on rocket.

use rocket::data::Limits;
use rocket::fairing::AdHoc;
use rocket::http::Status;
use rocket::response::status::Custom;
use rocket::serde::json::Json;
use rocket::{Build, Config, Ignite, Rocket, Route, get, post, routes};
use secure_error::{Fault, SecureErrorLayer, frameworks};
use secure_error_tests_frameworks::process;
use secure_error_tests_frameworks::shop::{self, Answer, BODY_LIMIT, DbError, Order, Unserialisable};

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

fn shop() -> Vec<Route> {
    routes![
        ok,
        id,
        constant,
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
