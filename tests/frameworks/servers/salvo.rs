//! The shop on salvo.

use salvo::http::ParseError;
use salvo::prelude::*;
use secure_error::{Fault, SecureErrorLayer};
use secure_error_tests_frameworks::shop::{self, Answer, BODY_LIMIT, DbError, Order, Unserialisable};
use secure_error_tests_frameworks::{headers, process};

/// A handler for each function of the shop.
macro_rules! handlers {
    ($($name:ident -> $answer:ty = $outcome:expr;)*) => {$(
        #[handler]
        fn $name() -> $answer {
            $outcome
        }
    )*};
}

handlers! {
    ok -> &'static str = "fine";
    id -> String = shop::id();
    constant -> Answer = shop::constant();
    params -> Answer = shop::params();
    transparent -> Answer = shop::transparent();
    credentials -> Answer = shop::credentials();
    method -> Answer = shop::method();
    too_many -> Answer = shop::too_many();
    database -> Answer = shop::database();
    foreign -> Answer<Fault> = shop::foreign();
    violations -> Answer<Fault> = shop::violations();
    panics -> &'static str = shop::panic();
    serialise -> Json<Unserialisable> = Json(Unserialisable);
    idiom -> StatusError = StatusError::internal_server_error().brief(DbError.to_string());
}

#[handler]
async fn orders(request: &mut Request) -> Result<&'static str, ParseError> {
    let order: Order = request.parse_json_with_max_size(BODY_LIMIT).await?;
    Ok(order.placed())
}

#[handler]
fn all_headers(request: &mut Request, response: &mut Response) {
    let status = request.param("status").unwrap();
    let (head, text) = headers::foreign(status).into_parts();
    if request.param::<String>("how").as_deref() == Some(headers::OWN) {
        response.render(headers::own(status));
    } else {
        response.status_code(head.status);
        response.render(text);
    }
    response.headers_mut().extend(head.headers);
}

fn router() -> Router {
    Router::new()
        .push(Router::with_path("ok").get(ok))
        .push(Router::with_path("id").get(id))
        .push(Router::with_path("constant").get(constant).head(constant))
        .push(Router::with_path("rows/{row}").get(constant))
        .push(Router::with_path("params").get(params))
        .push(Router::with_path("transparent").get(transparent))
        .push(Router::with_path("credentials").get(credentials))
        .push(Router::with_path("method").get(method))
        .push(Router::with_path("too-many").get(too_many))
        .push(Router::with_path("database").get(database))
        .push(Router::with_path("foreign").get(foreign))
        .push(Router::with_path("violations").get(violations))
        .push(Router::with_path("panic").get(panics))
        .push(Router::with_path("serialise").get(serialise))
        .push(Router::with_path("idiom").get(idiom))
        .push(Router::with_path("headers/{how}/{status}").get(all_headers))
        .push(Router::with_path("orders").post(orders))
}

#[tokio::main]
async fn main() {
    let mut service = Service::new(router());
    if process::start() {
        service = service.hoop(SecureErrorLayer::new());
    }
    let acceptor = TcpListener::new("127.0.0.1:0").bind().await;
    process::listening(acceptor.local_addr().unwrap());
    Server::new(acceptor).serve(service).await;
}
