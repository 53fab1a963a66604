//! The shop on actix-web.

use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Condition;
use actix_web::{App, HttpResponse, HttpServer, Responder, ResponseError as _, Result, web};
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, Unserialisable};
use secure_error_tests_frameworks::{headers, process};

/// `GET` and `HEAD` of a path, and what a handler answers.
fn get<R: Responder + 'static>(path: &str, handler: fn() -> R) -> actix_web::Resource {
    let handler = move || async move { handler() };
    web::resource(path)
        .route(web::get().to(handler))
        .route(web::head().to(handler))
}

fn idiom() -> Result<&'static str> {
    Err(ErrorInternalServerError(DbError))
}

async fn headers(path: web::Path<(String, u16)>) -> HttpResponse {
    let (how, status) = path.into_inner();
    let foreign = headers::foreign(status);
    let mut response = match how.as_str() {
        headers::OWN => headers::own(status).error_response(),
        _ => HttpResponse::build(status.try_into().unwrap()).body(foreign.body().clone()),
    };
    for (name, value) in foreign.headers() {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).unwrap();
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        response.headers_mut().insert(name, value);
    }
    response
}

async fn orders(order: web::Json<Order>) -> &'static str {
    order.placed()
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .app_data(web::JsonConfig::default().limit(BODY_LIMIT))
        .service(get("/ok", || "fine"))
        .service(get("/id", shop::id))
        .service(get("/constant", shop::constant))
        .service(get("/rows/{row}", shop::constant))
        .service(get("/params", shop::params))
        .service(get("/transparent", shop::transparent))
        .service(get("/credentials", shop::credentials))
        .service(get("/method", shop::method))
        .service(get("/too-many", shop::too_many))
        .service(get("/database", shop::database))
        .service(get("/foreign", shop::foreign))
        .service(get("/violations", shop::violations))
        .service(get("/panic", shop::panic))
        .service(get("/serialise", || HttpResponse::Ok().json(Unserialisable)))
        .service(get("/idiom", idiom))
        .service(web::resource("/headers/{how}/{status}").route(web::get().to(headers)))
        .service(web::resource("/orders").route(web::post().to(orders)));
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let sealed = process::start();
    let app = move || {
        App::new()
            .configure(routes)
            .wrap(Condition::new(sealed, SecureErrorLayer::new()))
    };
    let server = HttpServer::new(app).workers(1).bind(("127.0.0.1", 0))?;
    process::listening(server.addrs()[0]);
    server.run().await
}
