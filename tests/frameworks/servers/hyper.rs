//! The shop on plain hyper: what a program does that has no framework.

use bytes::Bytes;
use http::header::ALLOW;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use secure_error::{SecureErrorLayer, respond};
use secure_error_tests_frameworks::shop::{self, BODY_LIMIT, DbError, Order, ShopError, Unserialisable};
use secure_error_tests_frameworks::{headers, process};
use std::convert::Infallible;
use tokio::net::TcpListener;
use tower::{ServiceBuilder, service_fn};

type Reply = Response<Full<Bytes>>;

async fn shop(request: Request<Incoming>) -> Result<Reply, Infallible> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let is_get = matches!(head.method, Method::GET | Method::HEAD);
    Ok(match path {
        "/orders" if head.method == Method::POST => order(body).await,
        "/orders" => not_allowed("POST"),
        _ if !is_get => not_allowed("GET,HEAD"),
        "/ok" => text(StatusCode::OK, "fine"),
        "/id" => text(StatusCode::OK, &shop::id()),
        "/constant" => own(shop::constant()),
        _ if path.starts_with("/rows/") => own(shop::constant()),
        "/params" => own(shop::params()),
        "/transparent" => own(shop::transparent()),
        "/credentials" => own(shop::credentials()),
        "/method" => own(shop::method()),
        "/too-many" => own(shop::too_many()),
        "/database" => own(shop::database()),
        "/foreign" => shop::foreign().map_or_else(Response::from, |body| text(StatusCode::OK, body)),
        "/violations" => shop::violations().map_or_else(Response::from, |body| text(StatusCode::OK, body)),
        "/panic" => text(StatusCode::OK, shop::panic()),
        "/serialise" => json(&Unserialisable),
        "/idiom" => text(StatusCode::INTERNAL_SERVER_ERROR, &DbError.to_string()),
        _ => headers(path).unwrap_or_else(|| text(StatusCode::NOT_FOUND, "")),
    })
}

fn headers(path: &str) -> Option<Reply> {
    let (how, status) = path.strip_prefix("/headers/")?.split_once('/')?;
    Some(headers::response(how, status.parse().ok()?))
}

fn own(outcome: Result<&'static str, ShopError>) -> Reply {
    outcome.map_or_else(|error| respond(&error), |body| text(StatusCode::OK, body))
}

fn text(status: StatusCode, body: &str) -> Reply {
    let mut reply = Response::new(Full::from(body.to_owned()));
    *reply.status_mut() = status;
    reply
}

fn not_allowed(methods: &'static str) -> Reply {
    let mut reply = text(StatusCode::METHOD_NOT_ALLOWED, "");
    reply
        .headers_mut()
        .insert(ALLOW, http::HeaderValue::from_static(methods));
    reply
}

fn json(value: &impl serde::Serialize) -> Reply {
    match serde_json::to_string(value) {
        Ok(body) => text(StatusCode::OK, &body),
        Err(error) => text(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

async fn order(body: Incoming) -> Reply {
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        return text(StatusCode::PAYLOAD_TOO_LARGE, "more than accounts_v2 can take");
    };
    match serde_json::from_slice::<Order>(&body.to_bytes()) {
        Ok(order) => text(StatusCode::OK, order.placed()),
        Err(error) => text(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    }
}

#[tokio::main]
async fn main() {
    let boundary = process::start().then(SecureErrorLayer::new);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    process::listening(listener.local_addr().unwrap());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = ServiceBuilder::new()
            .option_layer(boundary.clone())
            .service(service_fn(shop));
        let connection =
            http1::Builder::new().serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        tokio::spawn(connection);
    }
}
