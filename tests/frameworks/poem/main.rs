//! What is special about poem: errors stay errors until somebody answers, and their answers lose their extensions.

mod after_head;
mod sent;
mod vouching;

use futures_util::{SinkExt as _, StreamExt as _};
use poem::endpoint::{BoxEndpoint, make};
use poem::error::{InternalServerError, ResponseError};
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::middleware::{Compression, Cors};
use poem::web::websocket::WebSocket;
use poem::web::{Data, Json};
use poem::{Body, Endpoint, EndpointExt as _, Error, IntoResponse, Request, Response, Route, Server, get, handler};
use secure_error::layers::PassThrough;
use secure_error::render::Html;
use secure_error::work::TransactionError;
use secure_error::{Fault, RequestId, ResultExt as _, SecureError, SecureErrorLayer};
use secure_error_tests::server::{Answer, get as get_bytes, request};
use secure_error_tests_frameworks::shop::{self, DbError, ShopError, Unserialisable};
use secure_error_tests_frameworks::sockets::{spoken, with_server};
use serde_json::Value;
use std::fmt;
use std::io::{self, Read as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

/// The service on a listener.
async fn serve(service: impl Endpoint + 'static, listener: TcpListener) {
    let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
    Server::new_with_acceptor(acceptor).run(service).await.unwrap();
}

/// What a service answers, one connection a request, and its log.
fn told(service: impl Endpoint + 'static, requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    spoken(|listener| serve(service, listener), requests)
}

/// The same for one request, which is answered.
#[track_caller]
fn one(service: impl Endpoint + 'static, request: Vec<u8>) -> (Answer, Vec<Value>) {
    let (answers, records) = told(service, &[request]);
    (answers[0].clone().unwrap(), records)
}

/// The uniform answer of a status, and one record with this text.
#[track_caller]
fn assert_sealed(service: impl Endpoint + 'static, path: &str, status: u16, internal: &str) -> Value {
    let (answer, mut records) = one(service, get_bytes(path));
    assert_eq!(answer.status(), status, "{answer:?}");
    assert_eq!(answer.json()["request_id"], answer.id());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["request_id"], answer.id());
    assert!(records[0].to_string().contains(internal), "{records:?}");
    for secret in shop::SECRETS {
        assert!(!answer.text().contains(secret), "{answer:?}");
    }
    records.remove(0)
}

/// `GET /constant` of the shop.
#[track_caller]
fn assert_not_found(answer: &Answer) {
    assert_eq!(
        (answer.status(), answer.json()["code"].as_str()),
        (404, Some("ACCOUNT_NOT_FOUND")),
        "{answer:?}"
    );
    assert_eq!(answer.json()["request_id"], answer.id());
}

/// Its only record.
#[track_caller]
fn assert_reported(records: &[Value], answer: &Answer) {
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["exception.type"], "ShopError::NotFound");
    assert_eq!(records[0]["request_id"], answer.id());
}

/// An error of others, with a cause.
#[derive(Debug)]
struct Query(DbError);

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("select from accounts_v2 failed")
    }
}

impl std::error::Error for Query {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// One that answers by itself, as poem shows it.
impl ResponseError for Query {
    fn status(&self) -> StatusCode {
        StatusCode::BAD_GATEWAY
    }
}

struct Db;

#[handler]
async fn constant() -> shop::Answer {
    shop::constant()
}

#[handler]
async fn wrapped() -> poem::Result<()> {
    Err(InternalServerError(Query(DbError)))
}

/// Deals with an error of ours after it was an answer, and fails for another reason.
#[handler]
async fn fails_later() -> poem::Result<()> {
    drop(Error::from(shop::constant().unwrap_err()).into_response());
    Err(InternalServerError(Query(DbError)))
}

#[handler]
async fn own_answer() -> Result<(), Query> {
    Err(Query(DbError))
}

#[handler]
async fn boxed() -> poem::Result<()> {
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(Query(DbError));
    Err(error)?
}

#[handler]
async fn through_anyhow() -> poem::Result<()> {
    Err(anyhow::Error::new(DbError).context("cannot load"))?
}

#[handler]
async fn of_text() -> poem::Result<()> {
    Err(Error::from_string(DbError.to_string(), StatusCode::SERVICE_UNAVAILABLE))
}

#[handler]
async fn of_an_answer() -> poem::Result<()> {
    Err(Error::from_response(
        DbError.to_string().with_status(StatusCode::CONFLICT).into_response(),
    ))
}

#[handler]
async fn data(_: Data<&std::sync::Arc<Db>>) {}

#[handler]
async fn serialise() -> Json<Unserialisable> {
    Json(Unserialisable)
}

#[handler]
async fn panics() -> &'static str {
    shop::panic()
}

#[handler]
async fn own_wrapped() -> poem::Result<()> {
    Err(InternalServerError(shop::constant().unwrap_err()))
}

#[handler]
async fn own_boxed() -> poem::Result<()> {
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(shop::constant().unwrap_err());
    Err(error)?
}

fn routes() -> Route {
    Route::new()
        .at("/constant", get(constant))
        .at("/wrapped", get(wrapped))
        .at("/own-answer", get(own_answer))
        .at("/boxed", get(boxed))
        .at("/anyhow", get(through_anyhow))
        .at("/text", get(of_text))
        .at("/answer", get(of_an_answer))
        .at("/data", get(data))
        .at("/serialise", get(serialise))
        .at("/panic", get(panics))
        .at("/own-wrapped", get(own_wrapped))
        .at("/own-boxed", get(own_boxed))
}

fn sealed() -> impl Endpoint + 'static {
    routes().with(SecureErrorLayer::new())
}

/// What leaks from poem: path, status, and a part of it.
const LEAKS: [(&str, u16, &str); 8] = [
    ("/wrapped", 500, "accounts_v2"),
    ("/own-answer", 502, "accounts_v2"),
    ("/boxed", 500, "accounts_v2"),
    ("/anyhow", 500, "cannot load: pool timed out: postgres"),
    ("/text", 503, "postgres://admin:hunter2@10.0.0.5/prod"),
    ("/answer", 409, "postgres://admin:hunter2@10.0.0.5/prod"),
    ("/data", 500, "poem::Db"),
    ("/serialise", 500, "tenant-42.key"),
];

#[test]
fn responses_of_poem_leak_without_the_boundary_and_are_logged_with_it() {
    for (path, status, secret) in LEAKS {
        let (answer, records) = one(routes(), get_bytes(path));
        assert_eq!(answer.status(), status);
        assert!(answer.text().contains(secret), "{path}: {answer:?}");
        assert!(records.is_empty());
        let record = assert_sealed(sealed(), path, status, secret);
        assert_eq!(record["exception.type"], "ForeignResponse", "{path}");
    }
}

#[test]
fn the_causes_of_a_foreign_error_are_logged_and_not_in_its_response() {
    for path in ["/wrapped", "/own-answer", "/boxed"] {
        let record = assert_sealed(sealed(), path, if path == "/own-answer" { 502 } else { 500 }, "hunter2");
        assert!(
            record["exception.stacktrace"].as_str().unwrap().contains("Query: "),
            "{record}"
        );
    }
}

#[test]
fn an_own_error_that_was_treated_as_foreign_keeps_its_report() {
    for path in ["/own-wrapped", "/own-boxed"] {
        assert_sealed(sealed(), path, 500, "no row in accounts_v2 for account 7");
    }
}

#[test]
fn what_the_application_handles_is_not_logged() {
    let caught = routes().catch_error(async |error: ShopError| format!("handled {error}"));
    let looked_at = routes().catch_all_error(async |error: Error| format!("handled {error}"));
    for service in [caught.boxed(), looked_at.boxed()] {
        let (answer, records) = one(service.with(SecureErrorLayer::new()), get_bytes("/constant"));
        assert_eq!(answer.body, b"handled Account not found");
        assert_eq!(answer.status(), 200);
        assert!(records.is_empty(), "{records:?}");
    }
}

#[test]
fn an_own_error_is_known_wherever_it_becomes_an_answer() {
    type Make = Box<dyn Fn() -> BoxEndpoint<'static>>;
    let services: [(&str, Make); 5] = [
        ("in the boundary", Box::new(|| routes().map_to_response().boxed())),
        ("in Cors", Box::new(|| routes().with(Cors::new()).boxed())),
        ("in to_response", Box::new(|| routes().to_response().boxed())),
        (
            "in catch_all_error",
            Box::new(|| {
                routes()
                    .catch_all_error(async |error: Error| error.into_response())
                    .boxed()
            }),
        ),
        (
            "by hand",
            Box::new(|| {
                routes()
                    .catch_error(async |error: ShopError| error.as_response())
                    .boxed()
            }),
        ),
    ];
    for (place, service) in services {
        let origin: &[&[u8]] = &[b"Origin: https://shop.example"];
        for with_boundary in [true, false] {
            let service = service().with_if(with_boundary, SecureErrorLayer::new());
            let (answer, records) = one(service, request("GET", "/constant", origin));
            assert_not_found(&answer);
            assert_reported(&records, &answer);
            assert_eq!(
                answer.header("access-control-allow-origin").is_some(),
                place == "in Cors",
                "{answer:?}"
            );
        }
    }
}

#[test]
fn faults_transactions_and_generic_errors_are_answered() {
    #[derive(SecureError)]
    #[secure_error(poem)]
    #[public(status = 410, code = "GONE_FOR_GOOD", message = "It is gone")]
    #[internal("{what}")]
    struct Gone<T: fmt::Display> {
        what: T,
    }

    #[handler]
    async fn fault() -> Result<(), Fault> {
        Err(DbError).or_internal()
    }

    #[handler]
    async fn transaction() -> Result<(), TransactionError<ShopError>> {
        Err(TransactionError::commit_failed(DbError))
    }

    #[handler]
    async fn generic() -> poem::Result<()> {
        Err(Gone {
            what: "accounts_v2".to_owned(),
        })?
    }

    let routes = || {
        Route::new()
            .at("/fault", get(fault))
            .at("/transaction", get(transaction))
            .at("/generic", get(generic))
    };
    for with_boundary in [true, false] {
        let service = || routes().with_if(with_boundary, SecureErrorLayer::new());
        assert_sealed(service(), "/fault", 500, "hunter2");
        assert_sealed(service(), "/transaction", 500, "hunter2");
        let record = assert_sealed(service(), "/generic", 410, "accounts_v2");
        assert_eq!(record["error.type"], "GONE_FOR_GOOD");
    }
}

#[test]
fn outer_cors_and_compression_see_errors_panics_and_sealed_responses() {
    let service = || sealed().with(Compression::new()).with(Cors::new());
    let headers: &[&[u8]] = &[b"Origin: https://shop.example", b"Accept-Encoding: gzip"];
    for path in ["/constant", "/wrapped", "/panic", "/nowhere"] {
        let (answer, records) = one(service(), request("GET", path, headers));
        assert_eq!(
            answer.header("access-control-allow-origin"),
            Some("https://shop.example")
        );
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
        assert_eq!(records.len(), 1, "{records:?}");
        let body = unchunked(&answer.body);
        let mut text = String::new();
        flate2::read::GzDecoder::new(&body[..])
            .read_to_string(&mut text)
            .unwrap();
        assert!(text.contains(answer.id()) && !text.contains("hunter2"), "{text}");
    }
}

/// The content of a body that came in chunks.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        content.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[(end + length + 4).min(body.len())..];
    }
    content
}

#[test]
fn a_panic_is_answered_wherever_it_happens() {
    struct Unprintable;

    impl fmt::Display for Unprintable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("hunter2 cannot be printed")
        }
    }

    impl fmt::Debug for Unprintable {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            fmt::Display::fmt(self, f)
        }
    }

    impl std::error::Error for Unprintable {}

    struct Panics;

    impl IntoResponse for Panics {
        fn into_response(self) -> Response {
            panic!("hunter2 cannot be sent")
        }
    }

    let routes = || {
        Route::new()
            .at("/handler", get(panics))
            .at(
                "/error",
                make(|_| async { Err::<(), _>(InternalServerError(Unprintable)) }),
            )
            .at("/answer", make(|_| async { Panics }))
    };
    for path in ["/handler", "/error", "/answer"] {
        let (bare, _) = told(routes(), &[get_bytes(path)]);
        assert!(bare[0].is_none(), "{bare:?}");
        let (answer, records) = one(routes().with(SecureErrorLayer::new()), get_bytes(path));
        assert_eq!(
            (answer.status(), answer.json()["code"].as_str()),
            (500, Some("INTERNAL_ERROR"))
        );
        assert!(!answer.text().contains("hunter2"));
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["request_id"], answer.id());
    }
}

#[test]
fn an_answer_that_somebody_vouches_for_passes() {
    #[handler]
    async fn vouched() -> impl IntoResponse {
        let mut answer = "the upstream is closed"
            .with_status(StatusCode::BAD_GATEWAY)
            .into_response();
        answer.set_data(PassThrough);
        answer
    }

    #[handler]
    async fn vouched_error() -> poem::Result<()> {
        let mut error = Error::from_string("the upstream is closed", StatusCode::BAD_GATEWAY);
        error.set_data(PassThrough);
        Err(error)
    }

    let routes = || {
        Route::new()
            .at("/answer", get(vouched))
            .at("/error", get(vouched_error))
    };
    for path in ["/answer", "/error"] {
        let (answer, records) = one(routes().with(SecureErrorLayer::new()), get_bytes(path));
        assert_eq!(
            (answer.status(), &answer.body[..]),
            (502, &b"the upstream is closed"[..])
        );
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["exception.type"], "PassedThrough");
        assert_eq!(records[0]["request_id"], answer.id());
    }
}

#[test]
fn a_boundary_inside_a_boundary_is_the_same_request() {
    for path in ["/constant", "/wrapped", "/panic", "/nowhere"] {
        let service = routes()
            .with(SecureErrorLayer::new())
            .with(Cors::new())
            .with(SecureErrorLayer::new());
        let (answer, records) = one(service, get_bytes(path));
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["request_id"], answer.id());
    }
}

#[test]
fn inner_services_know_the_id_and_no_other() {
    #[handler]
    async fn ids(request: &Request) -> String {
        let values: Vec<_> = request.headers().get_all("x-request-id").iter().collect();
        format!("{values:?} {}", RequestId::current().unwrap())
    }

    let headers: &[&[u8]] = &[b"X-Request-Id: client-1", b"X-Request-Id: client-2"];
    let service = Route::new().at("/", get(ids)).with(SecureErrorLayer::new());
    let (answer, _) = one(service, request("GET", "/", headers));
    let id = answer.id();
    assert_eq!(answer.body, format!("[\"{id}\"] {id}").as_bytes());
}

#[test]
fn a_client_may_prefer_another_format() {
    let service = || routes().with(SecureErrorLayer::new().offer(Html));
    for path in ["/constant", "/wrapped", "/panic"] {
        let (answer, records) = one(service(), request("GET", path, &[b"Accept: text/html"]));
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(answer.text().contains(answer.id()));
        assert_eq!(records.len(), 1, "{records:?}");
    }
}

#[test]
fn streams_and_upgrades_are_untouched() {
    #[handler]
    async fn pieces() -> Body {
        let both = ["one ", "two"].map(Ok::<_, io::Error>);
        Body::from_bytes_stream(futures_util::stream::iter(both))
    }

    #[handler]
    async fn echo(socket: WebSocket) -> impl IntoResponse {
        socket.on_upgrade(async |mut socket| {
            while let Some(Ok(message)) = socket.next().await {
                socket.send(message).await.unwrap();
            }
        })
    }

    let service = Route::new()
        .at("/stream", get(pieces))
        .at("/echo", get(echo))
        .with(SecureErrorLayer::new());
    let talk = async |address| {
        let answer = secure_error_tests::server::ask(address, &get_bytes("/stream"))
            .await
            .unwrap();
        assert_eq!(unchunked(&answer.body), b"one two");
        let stream = TcpStream::connect(address).await.unwrap();
        let (mut socket, answer) = tokio_tungstenite::client_async("ws://localhost/echo", stream)
            .await
            .unwrap();
        assert_eq!(answer.status(), 101);
        assert!(answer.headers().contains_key("x-request-id"));
        socket.send(Message::text("hello")).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("hello"));
    };
    let ((), records) = with_server(|listener| serve(service, listener), talk);
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn an_answer_that_another_task_made_of_an_error_is_sealed() {
    #[handler]
    async fn elsewhere() -> Response {
        let work = async { Error::from(shop::constant().unwrap_err()).into_response() };
        tokio::spawn(work).await.unwrap()
    }

    let service = Route::new().at("/", get(elsewhere)).with(SecureErrorLayer::new());
    let (answer, records) = one(service, get_bytes("/"));
    assert_eq!(answer.json()["code"], "NOT_FOUND");
    let types: Vec<&Value> = records.iter().map(|record| &record["exception.type"]).collect();
    assert_eq!(types, ["ShopError::NotFound", "ForeignResponse"]);
}

/// The impl needs nothing in scope, and takes types that no handler could return.
#[deny(warnings)]
mod bare {
    #![no_implicit_prelude]

    #[derive(::secure_error::SecureError)]
    #[secure_error(poem)]
    #[public(status = 404)]
    pub struct Borrowed<'a, T: ::core::fmt::Display>(#[internal] pub &'a T);
}

#[test]
fn the_impl_needs_nothing_in_scope() {
    fn status(error: &impl ResponseError) -> u16 {
        error.status().as_u16()
    }
    assert_eq!(status(&bare::Borrowed(&std::rc::Rc::new(1))), 404);
}
