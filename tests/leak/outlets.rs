//! Every way in which an error gets out of a program, used as carelessly as people use it.

use crate::server::{self, get};
use crate::sink;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use axum::routing;
use secure_error::render::{Envelope, Format, Html as HtmlFormat, PlainText, ProblemJson, respond, respond_with};
use secure_error::{PublicError, RequestId};
use serde::Serialize;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

/// What came out, and where.
pub type Outlets = Vec<(String, Vec<u8>)>;

/// Only those that show a cause too: text that was put in front hides it from the others.
fn with_causes(all: Outlets) -> impl Iterator<Item = (String, Vec<u8>)> {
    all.into_iter()
        .filter(|(name, _)| ["{:#}", "{:?}"].iter().any(|how| name.ends_with(how)))
}

/// All outlets that an error of any kind has.
pub fn of_error<E: Error + Serialize + Send + Sync + 'static>(make: fn() -> E) -> Outlets {
    let mut all = printed("", &make());
    all.extend(walked(&make()));
    all.extend(panics(make));
    all.extend(boxes(make));
    all.extend(anyhow(make));
    all.extend(eyre(make));
    all.extend(serialized(&make()));
    all.extend(traced(&make()));
    all.extend(careless_server(make));
    all
}

/// `Display` and `Debug`, with the flags that change them.
pub fn printed<T: Display + Debug + ?Sized>(what: &str, value: &T) -> Outlets {
    let name = |how: &str| format!("{what}{how}");
    vec![
        (name("{}"), format!("{value}").into()),
        (name("{:#}"), format!("{value:#}").into()),
        (name("{:>300}"), format!("{value:>300}").into()),
        (name("to_string"), value.to_string().into()),
        (name("{:?}"), format!("{value:?}").into()),
        (name("{:#?}"), format!("{value:#?}").into()),
        (name("{:02x?}"), format!("{value:02x?}").into()),
    ]
}

/// A logger that knows nothing but `Error`.
pub fn walked(error: &(dyn Error + 'static)) -> Outlets {
    let mut lines = format!("{error}");
    let mut next = error.source();
    while let Some(source) = next {
        lines.push_str(&format!("\ncaused by {source} ({source:?})"));
        next = source.source();
    }
    vec![("walk through the sources".into(), lines.into())]
}

/// The text of panics that show the error.
fn panics<E: Error>(make: fn() -> E) -> Outlets {
    fn text<R>(run: impl FnOnce() -> R) -> Vec<u8> {
        let Err(payload) = catch_unwind(AssertUnwindSafe(run)) else {
            panic!("it did not panic")
        };
        payload.downcast::<String>().expect("a formatted panic").into_bytes()
    }
    vec![
        ("unwrap".into(), text(|| Err::<(), E>(make()).unwrap())),
        ("expect".into(), text(|| Err::<(), E>(make()).expect("an account"))),
        ("unwrap_err".into(), text(|| Ok::<E, ()>(make()).unwrap_err())),
        ("panic!".into(), text(|| panic!("{}", make()))),
        ("panic! with Debug".into(), text(|| panic!("{:#?}", make()))),
        (
            "assert!".into(),
            text(|| assert!(make().to_string().is_empty(), "{:?}", make())),
        ),
    ]
}

/// Boxes, wrappers and errors of others around it.
fn boxes<E: Error + Send + Sync + 'static>(make: fn() -> E) -> Outlets {
    #[derive(Debug, thiserror::Error)]
    #[error("outer: {0}")]
    struct Outer<E: Error + 'static>(#[from] E);
    #[derive(Debug, thiserror::Error)]
    #[error(transparent)]
    struct Through<E: Error + 'static>(#[from] E);

    let boxed: Box<dyn Error + Send + Sync> = Box::new(make());
    let mut all = printed("Box<dyn Error> ", &boxed);
    all.extend(walked(&*boxed));
    all.extend(printed("Arc ", &Arc::new(make())));
    all.extend(printed("Rc ", &Rc::new(make())));
    all.extend(printed("io::Error ", &std::io::Error::other(make())));
    all.extend(walked(&std::io::Error::other(make())));
    all.extend(printed("thiserror ", &Outer(make())));
    all.extend(walked(&Outer(make())));
    all.extend(printed("thiserror transparent ", &Through(make())));
    all.extend(walked(&Through(make())));
    let text: Box<dyn Error> = make().to_string().into();
    all.extend(printed("From<String> ", &text));
    all
}

fn anyhow<E: Error + Send + Sync + 'static>(make: fn() -> E) -> Outlets {
    let mut all = printed("anyhow ", &anyhow::Error::new(make()));
    let wrapped = anyhow::Error::new(make()).context("while opening");
    all.extend(with_causes(printed("anyhow context ", &wrapped)));
    all.extend(printed("anyhow! ", &anyhow::anyhow!("while opening: {:#}", make())));
    for link in anyhow::Error::new(make()).chain() {
        all.extend(printed("anyhow chain ", link));
    }
    all
}

fn eyre<E: Error + Send + Sync + 'static>(make: fn() -> E) -> Outlets {
    let mut all = printed("eyre ", &eyre::Report::new(make()));
    let wrapped = eyre::Report::new(make()).wrap_err("while opening");
    all.extend(with_causes(printed("eyre wrap_err ", &wrapped)));
    for link in eyre::Report::new(make()).chain() {
        all.extend(printed("eyre chain ", link));
    }
    all
}

fn serialized(error: &impl Serialize) -> Outlets {
    #[derive(Serialize)]
    struct Envelope<'a, E> {
        error: &'a E,
    }
    vec![
        ("serde_json".into(), serde_json::to_vec(error).unwrap()),
        ("serde_json pretty".into(), serde_json::to_vec_pretty(error).unwrap()),
        (
            "serde_json value".into(),
            serde_json::to_value(error).unwrap().to_string().into(),
        ),
        (
            "derived Serialize".into(),
            serde_json::to_vec(&Envelope { error }).unwrap(),
        ),
    ]
}

/// What a program logs itself instead of asking for the report.
fn traced<E: Error + 'static>(error: &E) -> Outlets {
    let events: [(&str, &dyn Fn()); 4] = [
        ("%error", &|| tracing::error!(%error, "failed")),
        ("?error", &|| tracing::error!(?error, "failed")),
        ("error = &dyn Error", &|| {
            tracing::error!(error = error as &dyn Error, "failed")
        }),
        ("message", &|| tracing::error!("failed: {error} {error:?}")),
    ];
    let mut all = Outlets::new();
    for (name, event) in events {
        all.push((format!("tracing text {name}"), sink::text(event).0.into()));
        all.push((format!("tracing json {name}"), sink::json(event).0.into()));
    }
    all
}

/// Handlers as one finds them, without any of ours, over a real socket.
fn careless_server<E: Error + Serialize + Send + Sync + 'static>(make: fn() -> E) -> Outlets {
    const FAILED: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;
    /// From the documentation of axum.
    struct AppError(anyhow::Error);
    impl IntoResponse for AppError {
        fn into_response(self) -> axum::response::Response {
            (FAILED, format!("Something went wrong: {:#}", self.0)).into_response()
        }
    }
    impl<E: Into<anyhow::Error>> From<E> for AppError {
        fn from(error: E) -> Self {
            Self(error.into())
        }
    }
    let in_json = move || async move {
        let body = serde_json::json!({"error": {"message": make().to_string(), "debug": format!("{:?}", make())}});
        (FAILED, axum::Json(body))
    };
    let router = Router::new()
        .route(
            "/text",
            routing::get(move || async move { (FAILED, make().to_string()) }),
        )
        .route(
            "/debug",
            routing::get(move || async move { (FAILED, format!("{:?}", make())) }),
        )
        .route(
            "/json",
            routing::get(move || async move { (FAILED, axum::Json(make())) }),
        )
        .route("/envelope", routing::get(in_json))
        .route(
            "/html",
            routing::get(move || async move { (FAILED, Html(format!("<p>{}</p>", make()))) }),
        )
        .route(
            "/header",
            routing::get(move || async move { (FAILED, [("x-error", make().to_string())]) }),
        )
        .route(
            "/anyhow",
            routing::get(move || async move { Err::<(), _>(AppError::from(make())) }),
        );
    let paths = ["/text", "/debug", "/json", "/envelope", "/html", "/header", "/anyhow"];
    let requests: Vec<Vec<u8>> = paths.iter().map(|path| get(path)).collect();
    let answers = server::exchange(router, &requests);
    paths
        .iter()
        .zip(answers)
        .map(|(path, answer)| (format!("axum handler {path}"), answer.bytes()))
        .collect()
}

/// Every wire format, with all of its headers.
pub fn wire_formats(public: &PublicError<'_>) -> Outlets {
    let id = RequestId::generate();
    let formats: [(&str, &dyn Format); 4] = [
        ("problem details", &ProblemJson),
        ("envelope", &Envelope),
        ("plain text", &PlainText),
        ("html", &HtmlFormat),
    ];
    let answers = formats.map(|(name, format)| (name, respond_with::<Vec<u8>>(public, &id, format)));
    let mut all = Outlets::new();
    for (name, answer) in answers.into_iter().chain([("default format", respond(public, &id))]) {
        all.push((format!("headers of {name}"), format!("{:?}", answer.headers()).into()));
        all.push((format!("body of {name}"), answer.into_body()));
    }
    all
}
