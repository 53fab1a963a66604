//! The shop on poem.

use poem::endpoint::make_sync;
use poem::error::{InternalServerError, IntoResult, ResponseError as _};
use poem::listener::TcpAcceptor;
use poem::middleware::SizeLimit;
use poem::web::{Json, Path};
use poem::{EndpointExt as _, IntoResponse, Response, Route, RouteMethod, Server, handler};
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, Unserialisable};
use secure_error_tests_frameworks::{headers, process};
use tokio::net::TcpListener;

/// `GET`, and what a handler answers.
fn get<T, R>(handler: fn() -> R) -> RouteMethod
where
    T: IntoResponse + Sync + 'static,
    R: IntoResult<T> + 'static,
{
    poem::get(make_sync(move |_| handler()))
}

fn idiom() -> poem::Result<&'static str> {
    Err(InternalServerError(DbError))
}

#[handler]
fn order(Json(order): Json<Order>) -> &'static str {
    order.placed()
}

#[handler]
fn all_headers(Path((how, status)): Path<(String, u16)>) -> Response {
    let (head, text) = headers::foreign(status).into_parts();
    let mut response = match how.as_str() {
        headers::OWN => headers::own(status).as_response(),
        _ => Response::builder().status(head.status).body(text),
    };
    response.headers_mut().extend(head.headers);
    response
}

fn routes() -> Route {
    Route::new()
        .at("/ok", get(|| "fine"))
        .at("/id", get(shop::id))
        .at("/constant", get(shop::constant))
        .at("/rows/:row", get(shop::constant))
        .at("/params", get(shop::params))
        .at("/transparent", get(shop::transparent))
        .at("/credentials", get(shop::credentials))
        .at("/method", get(shop::method))
        .at("/too-many", get(shop::too_many))
        .at("/database", get(shop::database))
        .at("/foreign", get(shop::foreign))
        .at("/violations", get(shop::violations))
        .at("/panic", get(shop::panic))
        .at("/serialise", get(|| Json(Unserialisable)))
        .at("/idiom", get(idiom))
        .at("/headers/:how/:status", poem::get(all_headers))
        .at("/orders", poem::post(order.with(SizeLimit::new(BODY_LIMIT))))
}

#[tokio::main]
async fn main() {
    let service = routes().with_if(process::start(), SecureErrorLayer::new());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    process::listening(listener.local_addr().unwrap());
    let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
    Server::new_with_acceptor(acceptor).run(service).await.unwrap();
}
