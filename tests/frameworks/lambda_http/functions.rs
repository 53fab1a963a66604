//! The functions that the tests invoke.

use http::HeaderValue;
use lambda_http::lambda_runtime::{self, Diagnostic, LambdaEvent};
use lambda_http::tower::{Layer, Service};
use lambda_http::{Body, Error, IntoResponse, Request, Response, service_fn};
use secure_error::frameworks::lambda_http::SecureLambdaLayer;
use secure_error::render::{Format, FormatError};
use secure_error::testing::log_in_full;
use secure_error::work::TransactionError;
use secure_error::{
    Fault, PanicHook, ProblemType, PublicError, RequestId, SecureError, SecureErrorLayer, ViolationKind, Violations,
};
use secure_error_tests_frameworks::headers;
use serde::Deserialize;
use serde_json::Value;
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::task::{Context, Poll};

pub const DSN: &str = "postgres://admin:hunter2@10.0.0.5/prod";

pub const INVALID_CREDENTIALS: ProblemType =
    ProblemType::new(401, "INVALID_CREDENTIALS", "Invalid username or password").with_challenge("Bearer realm=\"api\"");
const TOO_SHORT: ViolationKind = ViolationKind::new("TOO_SHORT", "Too short");

#[derive(SecureError)]
pub enum BillingError {
    #[public(status = 402, code = "CARD_REFUSED", message = "The card was refused")]
    #[internal("bank said {reason}")]
    Refused { reason: &'static str },
}

#[derive(SecureError)]
#[secure_error(lambda_http)]
pub enum ShopError {
    #[public(status = 404, code = "NO_ITEM", message = "No such item")]
    #[internal("no row in {table}")]
    NoItem {
        table: &'static str,
    },

    #[public(status = 409, code = "OUT_OF_STOCK", message = "Only {left} are left")]
    OutOfStock {
        #[public]
        left: u32,
        #[internal]
        shelf: &'static str,
    },

    #[public(INVALID_CREDENTIALS)]
    #[internal("wrong password")]
    WrongPassword,

    #[public(status = 405, code = "READ_ONLY", allow = "GET, HEAD")]
    ReadOnly,

    #[public(status = 429, code = "SLOW_DOWN", message = "Slow down", retry_after = 30)]
    SlowDown,

    #[public(status = 422, code = "INVALID", message = "Invalid order")]
    Invalid {
        #[public]
        fields: Violations,
    },

    #[public(transparent)]
    Billing(#[from] BillingError),

    Storage(#[from] std::io::Error),
}

/// Whatever its parameter is.
#[derive(SecureError)]
#[secure_error(lambda_http)]
enum About<T: fmt::Display> {
    #[public(status = 410, code = "SOLD")]
    #[internal("sold: {thing}")]
    Sold { thing: T },
}

fn fails(way: &str) -> ShopError {
    match way {
        "constant" => ShopError::NoItem { table: "items_v2" },
        "parameter" => ShopError::OutOfStock {
            left: 3,
            shelf: "shelf-7f3a",
        },
        "unauthorized" => ShopError::WrongPassword,
        "read_only" => ShopError::ReadOnly,
        "slow_down" => ShopError::SlowDown,
        "invalid" => {
            let mut fields = Violations::new();
            fields.push(TOO_SHORT.at("name"));
            ShopError::Invalid { fields }
        }
        "transparent" => BillingError::Refused { reason: "stolen" }.into(),
        "undecided" => std::io::Error::other(DSN).into(),
        _ => panic!("no way: {DSN}"),
    }
}

async fn shop(request: Request) -> Result<Response<Body>, ShopError> {
    let path = request.uri().path();
    if path == "/ok" {
        let _ = ShopError::ReadOnly;
        return Ok(Response::new(Body::from("fine")));
    }
    if path == "/text" {
        return Ok(Response::builder().status(502).body(Body::from(DSN)).unwrap());
    }
    if let Some((how, status)) = path.strip_prefix("/headers/").and_then(|path| path.split_once('/')) {
        return Ok(headers::response(how, status.parse().unwrap()));
    }
    if path == "/id" {
        tokio::task::yield_now().await;
        let seen = request.headers()["x-request-id"].to_str().unwrap();
        assert_eq!(RequestId::current().unwrap().as_str(), seen);
        return Ok(Response::new(Body::from(seen)));
    }
    Err(fails(&path[1..]))
}

/// The idiom of every tutorial.
async fn tutorial(request: Request) -> Result<Response<Body>, Error> {
    match request.uri().path() {
        "/error" => Err(format!("pool timed out: {DSN}").into()),
        "/ours" => Err(ShopError::NoItem { table: "items_v2" }.into()),
        _ => panic!("no way: {DSN}"),
    }
}

/// Ours, taken for what the runtime wants, and then something else.
async fn diagnosed(request: Request) -> Result<&'static str, Diagnostic> {
    let diagnostic = Diagnostic::from(ShopError::NoItem { table: "items_v2" });
    match request.uri().path() {
        "/same" => Err(diagnostic),
        _ => Err(Diagnostic {
            error_type: "Driver".to_owned(),
            error_message: DSN.to_owned(),
        }),
    }
}

fn text(status: u16) -> Response<Body> {
    Response::builder().status(status).body(Body::from(DSN)).unwrap()
}

/// Where something becomes of a failure before anything is sent.
async fn eventful(request: Request) -> Result<Response<Body>, Error> {
    static FIRST: Mutex<Option<Response<Vec<u8>>>> = Mutex::new(None);
    let own = || secure_error::respond::<Vec<u8>>(&fails("constant"));
    Ok(match request.uri().path() {
        "/caught" => match catch_unwind(|| fails("panic")) {
            Ok(_) => text(200),
            Err(_) => return Err("it panicked".into()),
        },
        "/foreign" => {
            let _ = own();
            text(502)
        }
        "/error" => {
            let _ = Diagnostic::from(fails("constant"));
            return Err(DSN.into());
        }
        "/rebuilt" => {
            let told = Diagnostic::from(fails("undecided"));
            return Err(told.error_message.into());
        }
        "/exchanged" => own().map(|body| Body::from(&DSN.repeat(body.len())[..body.len()])),
        "/cached" => {
            let mut first = FIRST.lock().unwrap();
            first.get_or_insert_with(own).clone().map(Body::Binary)
        }
        _ => {
            let _ = (own(), Diagnostic::from(fails("constant")));
            text(200)
        }
    })
}

async fn answered(request: Request) -> Result<impl IntoResponse, Infallible> {
    let answer = match request.uri().path() {
        "/fault" => Fault::internal(DSN).into_response(),
        "/generic" => About::Sold { thing: 7 }.into_response(),
        "/transaction" => TransactionError::<ShopError>::commit_failed(DSN).into_response(),
        path => fails(&path[1..]).into_response(),
    };
    Ok(answer.await)
}

/// Nothing but errors.
async fn refuses(_: Request) -> Result<ShopError, Infallible> {
    Ok(fails("constant"))
}

/// Its `Debug` and `Display` both tell, and it is no box.
struct Foreign;

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Foreign, caused by {DSN}")
    }
}

impl From<Foreign> for Diagnostic {
    fn from(_: Foreign) -> Self {
        Self {
            error_type: "crate::Foreign".to_owned(),
            error_message: DSN.to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Job {
    way: String,
}

async fn job(event: LambdaEvent<Job>) -> Result<Value, ShopError> {
    match event.payload.way.as_str() {
        "done" => Ok("done".into()),
        way => Err(fails(way)),
    }
}

async fn foreign_job(event: LambdaEvent<Job>) -> Result<Value, Foreign> {
    match event.payload.way.as_str() {
        "error" => Err(Foreign),
        _ => panic!("no way: {DSN}"),
    }
}

async fn eventful_job(event: LambdaEvent<Job>) -> Result<Value, Error> {
    let told = Diagnostic::from(fails("undecided"));
    match event.payload.way.as_str() {
        "fine" => Ok("fine".into()),
        "rebuilt" => Err(told.error_message.into()),
        _ => Err(catch_unwind(|| fails("panic")).map_or_else(|_| "it panicked".into(), Error::from)),
    }
}

/// Ours, with another text for the invoker.
async fn embellished_job(_: LambdaEvent<Job>) -> Result<Value, Diagnostic> {
    Err(Diagnostic {
        error_message: DSN.to_owned(),
        ..Diagnostic::from(fails("constant"))
    })
}

async fn fault_job(_: LambdaEvent<Job>) -> Result<Value, Fault> {
    Err(ShopError::SlowDown)?
}

async fn transaction_job(_: LambdaEvent<Job>) -> Result<Value, TransactionError<ShopError>> {
    Err(TransactionError::commit_failed(DSN))
}

/// Panics before there is a future.
#[derive(Clone)]
struct PanicsBefore;

impl<T> Service<T> for PanicsBefore {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        panic!("not ready: {DSN}")
    }

    fn call(&mut self, _: T) -> Self::Future {
        ready(Ok(Response::new(Body::Empty)))
    }
}

/// It fails.
struct Broken;

impl Format for Broken {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/broken")
    }

    fn render(&self, _: &PublicError<'_>, _: &RequestId, _: &mut Vec<u8>) -> Result<(), FormatError> {
        Err(FormatError::new("no template"))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn run(function: &str) -> Result<(), Error> {
    let sealed = SecureLambdaLayer::new();
    let html = SecureErrorLayer::new().offer(secure_error::render::Html);
    match function {
        "shop" => lambda_http::run(sealed.layer(service_fn(shop))).await,
        "shop in pages" => lambda_http::run(SecureLambdaLayer::from(html).layer(service_fn(shop))).await,
        "shop that trusts" => {
            let layer = SecureLambdaLayer::from(SecureErrorLayer::new().trust_incoming_request_id());
            lambda_http::run(layer.layer(service_fn(shop))).await
        }
        "shop in a broken format" => {
            let layer = SecureLambdaLayer::from(SecureErrorLayer::new().offer(Broken));
            lambda_http::run(layer.layer(service_fn(shop))).await
        }
        "eventful" => {
            PanicHook::install_quiet();
            lambda_http::run(sealed.layer(service_fn(eventful))).await
        }
        "eventful job" => {
            PanicHook::install_quiet();
            lambda_runtime::run(sealed.layer(service_fn(eventful_job))).await
        }
        "embellished job" => lambda_runtime::run(sealed.layer(service_fn(embellished_job))).await,
        "open shop" => lambda_http::run(service_fn(shop)).await,
        "open tutorial" => lambda_http::run(service_fn(tutorial)).await,
        "tutorial" => lambda_http::run(sealed.layer(service_fn(tutorial))).await,
        "diagnosed" => lambda_http::run(sealed.layer(service_fn(diagnosed))).await,
        "answered" => lambda_http::run(service_fn(answered)).await,
        "refuses" => lambda_http::run(service_fn(refuses)).await,
        "panics before" => lambda_http::run(sealed.layer(PanicsBefore)).await,
        "job" => lambda_runtime::run(sealed.layer(service_fn(job))).await,
        "open foreign job" => lambda_runtime::run(service_fn(foreign_job)).await,
        "foreign job" => lambda_runtime::run(sealed.layer(service_fn(foreign_job))).await,
        "open job" => lambda_runtime::run(service_fn(job)).await,
        "fault job" => lambda_runtime::run(service_fn(fault_job)).await,
        "transaction job" => lambda_runtime::run(service_fn(transaction_job)).await,
        _ => unreachable!("{function}"),
    }
}

#[test]
#[ignore = "started by the other tests, in a process of its own"]
fn function() {
    let Ok(function) = std::env::var("FUNCTION") else {
        return;
    };
    let _full = log_in_full();
    tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_max_level(tracing::Level::INFO)
        .with_writer(std::io::stderr)
        .init();
    let _ = run(&function);
}
