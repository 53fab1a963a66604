//! What is special about salvo: it writes the texts of its own errors after all hoops, and the environment may widen them.

mod sent;
mod vouching;

use futures_util::{SinkExt as _, StreamExt as _};
use salvo::catcher::Catcher;
use salvo::compression::Compression;
use salvo::conn::tcp::TcpAcceptor;
use salvo::cors::Cors;
use salvo::http::cookie::Cookie;
use salvo::http::{HeaderMap, HeaderValue, ResBody};
use salvo::prelude::{CatchPanic, WebSocketUpgrade};
use salvo::{Depot, FlowCtrl, Request, Response, Router, Server, Service, handler};
use salvo::{http::StatusError, writing::Json};
use secure_error::layers::PassThrough;
use secure_error::render::{Format, FormatError, Html};
use secure_error::work::TransactionError;
use secure_error::{Fault, PublicError, RequestId, ResultExt as _, SecureError, SecureErrorLayer};
use secure_error_tests::server::{Answer, ask, get, request};
use secure_error_tests_frameworks::shop::{self, DbError, ShopError, Unserialisable};
use secure_error_tests_frameworks::sockets::{spoken, with_server};
use serde_json::Value;
use std::fmt;
use std::io::{self, Read as _};
use std::process::Command;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

/// The service on a listener.
async fn serve(service: Service, listener: TcpListener) {
    let acceptor = TcpAcceptor::try_from(listener).unwrap();
    Server::new(acceptor).serve(service).await;
}

/// What a service answers, one connection a request, and its log.
fn told(service: Service, requests: &[Vec<u8>]) -> (Vec<Option<Answer>>, Vec<Value>) {
    spoken(|listener| serve(service, listener), requests)
}

/// The same for one request, which is answered.
#[track_caller]
fn one(service: Service, request: Vec<u8>) -> (Answer, Vec<Value>) {
    let (answers, records) = told(service, &[request]);
    (answers[0].clone().unwrap(), records)
}

/// The uniform answer of a status, and one record with this text.
#[track_caller]
fn assert_sealed(service: Service, path: &str, status: u16, internal: &str) -> Value {
    let (answer, mut records) = one(service, get(path));
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

#[handler]
async fn constant() -> shop::Answer {
    shop::constant()
}

#[handler]
async fn status_error() -> StatusError {
    StatusError::bad_gateway()
        .brief("tenant-42.key is locked")
        .detail("select from accounts_v2 failed")
        .cause(DbError)
}

/// Renders an error of ours, and then fails for another reason.
#[handler]
async fn fails_later(res: &mut Response) -> StatusError {
    res.render(shop::constant().unwrap_err());
    StatusError::bad_gateway().cause(DbError)
}

#[handler]
async fn plain(res: &mut Response) {
    res.render_with_status(StatusError::conflict().code, DbError.to_string());
}

#[handler]
async fn serialise() -> Json<Unserialisable> {
    Json(Unserialisable)
}

#[handler]
async fn panics() -> &'static str {
    shop::panic()
}

#[handler]
async fn own_as_cause() -> StatusError {
    StatusError::internal_server_error().cause(shop::constant().unwrap_err())
}

fn router() -> Router {
    Router::new()
        .push(Router::with_path("constant").get(constant))
        .push(Router::with_path("status").get(status_error))
        .push(Router::with_path("text").get(plain))
        .push(Router::with_path("serialise").get(serialise))
        .push(Router::with_path("panic").get(panics))
        .push(Router::with_path("own-as-cause").get(own_as_cause))
}

fn bare() -> Service {
    Service::new(router())
}

fn sealed() -> Service {
    bare().hoop(SecureErrorLayer::new())
}

/// What salvo is told to show in development, and obeys in a release.
const SHOW_ALL: (&str, &str) = ("SALVO_STATUS_ERROR", "force_detail,force_cause");

/// salvo reads its environment once, so this is a process of its own.
#[test]
fn the_environment_widens_nothing() {
    if std::env::var_os(SHOW_ALL.0).is_none() {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_environment_widens_nothing"])
            .env(SHOW_ALL.0, SHOW_ALL.1)
            .output()
            .unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
        return;
    }
    let (answer, _) = one(bare(), get("/status"));
    for secret in ["tenant-42.key", "accounts_v2", "hunter2"] {
        assert!(answer.text().contains(secret), "{answer:?}");
    }
    for path in ["/status", "/serialise", "/own-as-cause"] {
        let status = if path == "/status" { 502 } else { 500 };
        assert_sealed(sealed(), path, status, "");
        // Also where another catcher than the default would write it.
        assert_sealed(sealed().catcher(Catcher::default()), path, status, "");
    }
    let vouched = sealed().hoop(vouches);
    assert_sealed(vouched, "/status", 502, "");
}

/// Vouches for whatever is answered.
#[handler]
async fn vouches(req: &mut Request, depot: &mut Depot, res: &mut Response, flow: &mut FlowCtrl) {
    flow.call_next(req, depot, res).await;
    res.extensions.insert(PassThrough);
}

#[test]
fn a_status_error_leaks_without_the_boundary_and_is_logged_with_it() {
    let (answer, records) = one(bare(), get("/status"));
    assert!(answer.text().contains("tenant-42.key"), "{answer:?}");
    assert!(records.is_empty());
    let record = assert_sealed(sealed(), "/status", 502, "tenant-42.key is locked");
    assert_eq!(record["exception.type"], "ForeignResponse");
    for part in ["select from accounts_v2 failed", "postgres://admin:hunter2"] {
        assert!(record["exception.message"].as_str().unwrap().contains(part), "{record}");
    }
    assert!(
        record["exception.stacktrace"]
            .as_str()
            .unwrap()
            .contains("DbError: pool"),
        "{record}"
    );

    let (answer, _) = one(bare(), get("/text"));
    assert!(answer.text().contains("hunter2"), "{answer:?}");
    assert_sealed(sealed(), "/text", 409, "hunter2");
    // salvo has logged that by itself, and forgotten it.
    assert_sealed(sealed(), "/serialise", 500, "");
}

#[test]
fn an_own_error_that_was_treated_as_foreign_keeps_its_report() {
    assert_sealed(sealed(), "/own-as-cause", 500, "no row in accounts_v2 for account 7");
}

#[test]
fn a_request_without_a_route_is_sealed_and_leaves_catchers_nothing() {
    #[handler]
    async fn page(res: &mut Response, flow: &mut FlowCtrl) {
        res.render("hunter2");
        flow.skip_rest();
    }

    let service = || sealed().catcher(Catcher::default().hoop(page));
    assert_sealed(service(), "/nowhere", 404, "");
    let (answer, records) = one(service(), request("DELETE", "/constant", &[]));
    assert_eq!(
        (answer.status(), answer.json()["code"].as_str()),
        (405, Some("METHOD_NOT_ALLOWED"))
    );
    assert_eq!(answer.all("allow"), ["GET"]);
    assert_eq!(records.len(), 1, "{records:?}");
    let (answer, _) = one(bare(), get("/nowhere"));
    assert!(answer.text().contains("salvo"), "it names itself: {answer:?}");
}

#[test]
fn a_status_that_somebody_took_away_is_what_salvo_would_answer() {
    #[handler]
    async fn takes(req: &mut Request, depot: &mut Depot, res: &mut Response, flow: &mut FlowCtrl) {
        flow.call_next(req, depot, res).await;
        res.status_code = None;
    }

    #[handler]
    async fn fine() -> &'static str {
        "fine"
    }

    let service = || Service::new(router().push(Router::with_path("fine").get(fine)));
    for service in [
        service().hoop(takes),
        service().hoop(SecureErrorLayer::new()).hoop(takes),
    ] {
        let (answers, _) = told(service, &[get("/nowhere"), get("/fine")]);
        let statuses: Vec<u16> = answers.iter().flatten().map(Answer::status).collect();
        assert_eq!(statuses, [404, 200]);
    }
}

#[test]
fn an_own_error_may_be_rendered_and_replaces_what_was_written() {
    #[handler]
    async fn renders(res: &mut Response) {
        res.headers_mut()
            .insert("content-encoding", HeaderValue::from_static("none"));
        res.headers_mut().insert("x-shop", HeaderValue::from_static("open"));
        res.render("hunter2");
        res.render(shop::constant().unwrap_err());
    }

    #[handler]
    async fn appends(res: &mut Response) {
        res.render(shop::constant().unwrap_err());
        res.write_body("hunter2").unwrap();
    }

    let router = || {
        Router::new()
            .push(Router::with_path("renders").get(renders))
            .push(Router::with_path("appends").get(appends))
    };
    for service in [
        Service::new(router()),
        Service::new(router()).hoop(SecureErrorLayer::new()),
    ] {
        let (answer, records) = one(service, get("/renders"));
        assert_eq!(answer.json()["code"], "ACCOUNT_NOT_FOUND", "{answer:?}");
        assert_eq!(answer.header("x-shop"), Some("open"));
        assert_eq!(answer.header("content-encoding"), None);
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["request_id"], answer.id());
    }
    // It leaves as it was made.
    let (answer, records) = one(Service::new(router()).hoop(SecureErrorLayer::new()), get("/appends"));
    assert_eq!(answer.json()["code"], "ACCOUNT_NOT_FOUND");
    assert!(!answer.text().contains("hunter2"));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["error.type"], "ACCOUNT_NOT_FOUND");
}

#[test]
fn faults_transactions_and_generic_errors_are_answered() {
    #[derive(SecureError)]
    #[secure_error(salvo)]
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
    async fn generic() -> Result<(), Gone<String>> {
        Err(Gone {
            what: "accounts_v2".to_owned(),
        })
    }

    let bare = || {
        Service::new(
            Router::new()
                .push(Router::with_path("fault").get(fault))
                .push(Router::with_path("transaction").get(transaction))
                .push(Router::with_path("generic").get(generic)),
        )
    };
    for with_boundary in [true, false] {
        let service = || {
            if with_boundary {
                bare().hoop(SecureErrorLayer::new())
            } else {
                bare()
            }
        };
        assert_sealed(service(), "/fault", 500, "hunter2");
        assert_sealed(service(), "/transaction", 500, "hunter2");
        let record = assert_sealed(service(), "/generic", 410, "accounts_v2");
        assert_eq!(record["error.type"], "GONE_FOR_GOOD");
    }
}

#[test]
fn outer_cors_and_compression_see_errors_panics_and_sealed_responses() {
    let service = || {
        bare()
            .hoop(Cors::permissive().into_handler())
            .hoop(Compression::new().min_length(0))
            .hoop(SecureErrorLayer::new().default_format(Html))
    };
    let headers: &[&[u8]] = &[b"Origin: https://shop.example", b"Accept-Encoding: gzip"];
    for path in ["/constant", "/status", "/panic", "/nowhere"] {
        let (answer, records) = one(service(), request("GET", path, headers));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("content-encoding"), Some("gzip"), "{path}");
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
fn a_panic_leaves_nothing_half_written() {
    #[handler]
    async fn half(res: &mut Response) {
        res.add_cookie(Cookie::new("session", "hunter2"));
        res.headers_mut().insert("x-shop", HeaderValue::from_static("hunter2"));
        res.render("hunter2");
        panic!("poisoned: postgres");
    }

    #[handler]
    async fn around(res: &mut Response) {
        res.headers_mut().insert("x-around", HeaderValue::from_static("1"));
    }

    let service = || Service::new(Router::new().get(half)).hoop(around);
    let (answers, _) = told(service(), &[get("/")]);
    assert!(answers[0].is_none(), "{answers:?}");
    let service = service().hoop(SecureErrorLayer::new());
    let (answer, records) = one(service, get("/"));
    assert_eq!(
        (answer.status(), answer.json()["code"].as_str()),
        (500, Some("INTERNAL_ERROR"))
    );
    assert_eq!(answer.header("x-around"), Some("1"));
    assert!(!answer.text().contains("hunter2"), "{answer:?}");
    assert_eq!(records.len(), 1, "{records:?}");
    assert!(records[0].to_string().contains("poisoned: postgres"));
    assert_eq!(records[0]["request_id"], answer.id());
}

#[handler]
async fn hoop_panics() {
    panic!("{DbError}");
}

#[handler]
async fn hoop_renders(res: &mut Response) {
    res.render("hunter2");
}

/// salvo goes on with the next hoop where a status is set and no answer is written, as without a route.
#[test]
fn no_hoop_runs_behind_one_that_has_panicked() {
    let service = sealed().hoop(hoop_panics).hoop(hoop_renders);
    assert_sealed(service, "/nowhere", 500, "hunter2");
}

#[test]
fn a_panic_that_somebody_inside_has_caught_is_sealed() {
    assert_sealed(sealed().hoop(CatchPanic::new()), "/panic", 500, "");
}

#[test]
fn a_response_marked_to_pass_passes_and_an_error_of_salvo_cannot() {
    #[handler]
    async fn upstream(res: &mut Response) {
        res.render_with_status(StatusError::bad_gateway().code, "the upstream is closed");
    }

    let router = || {
        Router::new()
            .push(Router::with_path("upstream").get(upstream))
            .push(router())
    };
    let service = || Service::new(router()).hoop(SecureErrorLayer::new()).hoop(vouches);
    let (answer, records) = one(service(), get("/upstream"));
    assert_eq!(
        (answer.status(), &answer.body[..]),
        (502, &b"the upstream is closed"[..])
    );
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["exception.type"], "PassedThrough");
    assert_eq!(records[0]["request_id"], answer.id());
    assert_sealed(service(), "/status", 502, "tenant-42.key");
}

#[test]
fn a_boundary_inside_a_boundary_is_the_same_request() {
    for path in ["/constant", "/status", "/text", "/panic", "/nowhere"] {
        let inner = Router::new().hoop(SecureErrorLayer::new()).push(router());
        for service in [
            Service::new(inner).hoop(SecureErrorLayer::new()),
            sealed().hoop(SecureErrorLayer::new()),
        ] {
            let (answer, records) = one(service, get(path));
            assert_eq!(answer.json()["request_id"], answer.id());
            assert_eq!(records.len(), 1, "{records:?}");
            assert_eq!(records[0]["request_id"], answer.id());
        }
    }
}

#[test]
fn inner_services_know_the_id_and_no_other() {
    #[handler]
    async fn ids(req: &mut Request) -> String {
        let values: Vec<_> = req.headers().get_all("x-request-id").iter().collect();
        format!("{values:?} {}", RequestId::current().unwrap())
    }

    let headers: &[&[u8]] = &[b"X-Request-Id: client-1", b"X-Request-Id: client-2"];
    let service = Service::new(Router::new().get(ids)).hoop(SecureErrorLayer::new());
    let (answer, _) = one(service, request("GET", "/", headers));
    let id = answer.id();
    assert_eq!(answer.body, format!("[\"{id}\"] {id}").as_bytes());
}

#[test]
fn several_values_of_a_header_stay_several() {
    #[handler]
    async fn vary(res: &mut Response) {
        res.add_header("vary", "origin", false).unwrap();
        res.add_header("vary", "accept", false).unwrap();
        res.add_cookie(Cookie::new("one", "1"));
        res.add_cookie(Cookie::new("two", "2"));
        if res.body.is_none() {
            res.render(StatusError::conflict());
        }
    }

    let (answer, _) = one(
        Service::new(Router::new().get(vary)).hoop(SecureErrorLayer::new()),
        get("/"),
    );
    assert_eq!(answer.status(), 409);
    assert_eq!(answer.all("vary"), ["origin", "accept"]);
    assert_eq!(answer.all("set-cookie").len(), 2, "{answer:?}");
}

#[test]
fn streams_and_upgrades_are_untouched() {
    #[handler]
    async fn pieces(res: &mut Response) {
        let both = ["one ", "two"].map(Ok::<_, io::Error>);
        res.stream(futures_util::stream::iter(both));
    }

    #[handler]
    async fn echo(req: &mut Request, res: &mut Response) -> Result<(), StatusError> {
        let upgrade = WebSocketUpgrade::new();
        upgrade
            .upgrade(req, res, async |mut socket| {
                while let Some(Ok(message)) = socket.recv().await {
                    socket.send(message).await.unwrap();
                }
            })
            .await
    }

    #[handler]
    async fn nothing(res: &mut Response) {
        res.body = ResBody::None;
    }

    let service = Service::new(
        Router::new()
            .push(Router::with_path("pieces").get(pieces))
            .push(Router::with_path("echo").get(echo))
            .push(Router::with_path("nothing").get(nothing)),
    )
    .hoop(SecureErrorLayer::new());
    let talk = async |address| {
        let answer = ask(address, &get("/pieces")).await.unwrap();
        assert_eq!(unchunked(&answer.body), b"one two");
        let answer = ask(address, &get("/nothing")).await.unwrap();
        assert_eq!((answer.status(), answer.body.len()), (200, 0));
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
fn a_format_may_add_several_values_of_a_header() {
    #[derive(Debug)]
    struct Two;

    impl Format for Two {
        fn content_type(&self) -> HeaderValue {
            HeaderValue::from_static("text/plain")
        }

        fn render(&self, _: &PublicError<'_>, _: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
            out.extend_from_slice(b"no");
            Ok(())
        }

        fn add_headers(&self, headers: &mut HeaderMap) {
            headers.append("x-two", HeaderValue::from_static("1"));
            headers.append("x-two", HeaderValue::from_static("2"));
        }
    }

    for path in ["/constant", "/panic", "/nowhere"] {
        let service = bare().hoop(SecureErrorLayer::new().default_format(Two));
        let (answer, _) = one(service, get(path));
        assert_eq!(answer.body, b"no");
        assert_eq!(answer.all("x-two"), ["1", "2"], "{path}");
    }
}

#[test]
fn a_service_that_allows_no_problem_details_answers_415_by_itself() {
    for (allowed, status) in [
        (&["text/plain"][..], 415),
        (&["text/plain", "application/problem+json"], 404),
    ] {
        let allowed: Vec<_> = allowed.iter().map(|name| name.parse().unwrap()).collect();
        let (answer, records) = one(sealed().allowed_media_types(allowed), get("/constant"));
        assert_eq!(answer.status(), status);
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["exception.type"], "ShopError::NotFound");
    }
}

/// The impl needs nothing in scope, and takes types that no handler could return.
#[deny(warnings)]
mod bare {
    #![no_implicit_prelude]

    #[derive(::secure_error::SecureError)]
    #[secure_error(salvo)]
    #[public(status = 404)]
    pub struct Borrowed<'a, T: ::core::fmt::Display>(#[internal] pub &'a T);
}

#[test]
fn the_impl_needs_nothing_in_scope() {
    let mut response = Response::new();
    response.render(bare::Borrowed(&std::rc::Rc::new(1)));
    assert_eq!(response.status_code, Some(StatusError::not_found().code));
}
