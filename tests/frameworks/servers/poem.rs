//! The shop on poem.

use poem::endpoint::make_sync;
use poem::error::{InternalServerError, IntoResult};
use poem::listener::TcpAcceptor;
use poem::middleware::SizeLimit;
use poem::web::Json;
use poem::{EndpointExt as _, IntoResponse, Route, RouteMethod, Server, handler};
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::process;
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, Unserialisable};
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

fn routes() -> Route {
    Route::new()
        .at("/ok", get(|| "fine"))
        .at("/id", get(shop::id))
        .at("/constant", get(shop::constant))
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
