//! The shop on warp.

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use secure_error::SecureErrorLayer;
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, Unserialisable};
use secure_error_tests_frameworks::{headers, process};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use warp::http::StatusCode;
use warp::{Filter, Rejection, Reply};

/// `GET /path`, and what a handler answers.
fn get<R: Reply>(
    path: &'static str,
    handler: fn() -> R,
) -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let method = warp::get().or(warp::head()).unify();
    warp::path(path)
        .and(warp::path::end())
        .and(method)
        .then(move || async move { handler() })
}

fn idiom() -> impl Reply {
    warp::reply::with_status(DbError.to_string(), StatusCode::INTERNAL_SERVER_ERROR)
}

fn routes() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let orders = warp::path("orders")
        .and(warp::post())
        .and(warp::body::content_length_limit(BODY_LIMIT as u64))
        .and(warp::body::json())
        .map(|order: Order| order.placed());
    let headers = warp::path!("headers" / String / u16)
        .map(|how: String, status: u16| headers::response::<Vec<u8>>(&how, status));
    let rows = warp::path!("rows" / String).map(|_| shop::constant());
    get("ok", || "fine")
        .or(get("id", shop::id))
        .or(get("constant", shop::constant))
        .or(get("params", shop::params))
        .or(get("transparent", shop::transparent))
        .or(get("credentials", shop::credentials))
        .or(get("method", shop::method))
        .or(get("too-many", shop::too_many))
        .or(get("database", shop::database))
        .or(get("foreign", shop::foreign))
        .or(get("violations", shop::violations))
        .or(get("panic", shop::panic))
        .or(get("serialise", || warp::reply::json(&Unserialisable)))
        .or(get("idiom", idiom))
        .or(rows)
        .or(orders)
        .or(headers)
}

#[tokio::main]
async fn main() {
    let boundary = process::start().then(SecureErrorLayer::new);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    process::listening(listener.local_addr().unwrap());
    let service = ServiceBuilder::new()
        .option_layer(boundary)
        .service(warp::service(routes()));
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = TowerToHyperService::new(service.clone());
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
