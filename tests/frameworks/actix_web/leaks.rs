//! What actix-web tells clients about errors, and what becomes of that behind the layer.

use crate::harness::{Told, ask};
use actix_web::error::{ErrorInternalServerError, InternalError, PayloadError};
use actix_web::http::StatusCode;
use actix_web::middleware::{Condition, Logger};
use actix_web::{App, HttpResponse, Resource, ResponseError, Result, web};
use secure_error::{Fault, SecureErrorLayer, problem};
use secure_error_tests::server::{get, with_body};
use secure_error_tests_frameworks::shop::{DbError, Order, Unserialisable};
use std::fmt;

/// As actix-web's users write it: an error is a response by one line.
#[derive(Debug)]
struct Plain;

impl fmt::Display for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tenant-42 is full")
    }
}

impl ResponseError for Plain {}

/// Its answer says nothing, and its text is for operators.
#[derive(Debug)]
struct Careful;

impl fmt::Display for Careful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tenant-42 is full")
    }
}

impl ResponseError for Careful {
    fn error_response(&self) -> HttpResponse {
        HttpResponse::Conflict().body("try again")
    }
}

/// Like the `MultipartError` of actix-multipart: its cause is in its `Debug` only.
#[derive(Debug)]
#[allow(dead_code, reason = "for its `Debug`")]
enum Upload {
    Payload(PayloadError),
    Field { typed: &'static str },
}

impl fmt::Display for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Payload error")
    }
}

impl ResponseError for Upload {
    fn status_code(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }
}

fn read() -> Result<String> {
    let path = "/srv/tenant-42/key";
    let read = std::fs::read_to_string(path);
    Ok(read.map_err(|error| std::io::Error::new(error.kind(), format!("{path}: {error}")))?)
}

fn boxed() -> Result<&'static str, Box<dyn std::error::Error>> {
    Err(format!("tenant-42: {DbError}"))?
}

fn json() -> Result<String> {
    Ok(serde_json::from_str("tenant-42")?)
}

fn from_response() -> Result<&'static str> {
    let answer = HttpResponse::Conflict().finish();
    Err(InternalError::from_response("tenant-42 is full", answer).into())
}

struct Tenant42;

type Handler = fn() -> Resource;

fn resource<R: actix_web::Responder + 'static>(handler: fn() -> R) -> Resource {
    web::resource("/leak").to(move || async move { handler() })
}

/// A request, the status, what the client sees without the layer, and what the log has with it.
struct Leak {
    name: &'static str,
    handler: Handler,
    request: Vec<u8>,
    status: u16,
    client: &'static str,
    log: &'static str,
}

impl Leak {
    /// What its status says alone.
    fn code(&self) -> &'static str {
        match self.status {
            400 => "BAD_REQUEST",
            404 => "NOT_FOUND",
            409 => "CONFLICT",
            413 => "CONTENT_TOO_LARGE",
            _ => "INTERNAL_ERROR",
        }
    }
}

fn order(body: &[u8]) -> Vec<u8> {
    with_body("POST", "/leak", &[b"Content-Type: application/json"], body)
}

fn leaks() -> Vec<Leak> {
    let leak = |name, handler, status, client| Leak {
        name,
        handler,
        request: get("/leak"),
        status,
        client,
        log: client,
    };
    let orders: Handler = || {
        let config = web::JsonConfig::default().limit(64);
        web::resource("/leak")
            .app_data(config)
            .to(async |order: web::Json<Order>| order.placed())
    };
    vec![
        leak("io::Error by `?`", || resource(read), 404, "/srv/tenant-42/key"),
        leak("Box<dyn Error> by `?`", || resource(boxed), 500, "hunter2"),
        leak("serde_json::Error by `?`", || resource(json), 500, "expected ident"),
        leak(
            "ErrorInternalServerError",
            || resource(|| Err::<String, _>(ErrorInternalServerError(DbError))),
            500,
            "hunter2",
        ),
        leak(
            "a bare ResponseError",
            || resource(|| Err::<String, _>(Plain)),
            500,
            "tenant-42",
        ),
        leak(
            "a value that cannot be serialised",
            || resource(|| HttpResponse::Ok().json(Unserialisable)),
            500,
            "tenant-42.key",
        ),
        leak(
            "data that is not there",
            || web::resource("/leak").to(async |_: web::Data<Tenant42>| "never"),
            500,
            "Requested application data is not configured correctly",
        ),
        Leak {
            request: order(br#"{"kind":"root"}"#),
            ..leak("JSON that does not fit", orders, 400, "hidden_super_admin")
        },
        Leak {
            request: order(format!(r#"{{"note":"{}"}}"#, "a".repeat(64)).as_bytes()),
            ..leak("JSON that is too long", orders, 413, "limit: 64 bytes")
        },
        Leak {
            request: get("/leak?kind=root"),
            ..leak(
                "a query that does not fit",
                || web::resource("/leak").to(async |_: web::Query<Order>| "never"),
                400,
                "hidden_super_admin",
            )
        },
        Leak {
            request: get("/leak/x"),
            ..leak(
                "a path that does not fit",
                || web::resource("/leak/{number}").to(async |_: web::Path<u32>| "never"),
                404,
                "can not parse",
            )
        },
        Leak {
            log: "tenant-42 is full; responded with: try again",
            ..leak(
                "an error that answers carefully",
                || resource(|| Err::<String, _>(Careful)),
                409,
                "try again",
            )
        },
        Leak {
            log: "Payload error; caused by: Payload(Overflow)",
            ..leak(
                "an error that does not tell its cause",
                || resource(|| Err::<String, _>(Upload::Payload(PayloadError::Overflow))),
                400,
                "Payload error",
            )
        },
        Leak {
            log: "Payload error",
            ..leak(
                "an error that has what was typed in its `Debug`",
                || resource(|| Err::<String, _>(Upload::Field { typed: "hunter2(" })),
                400,
                "Payload error",
            )
        },
        Leak {
            log: "tenant-42 is full",
            ..leak(
                "an error with an answer of its own",
                || resource(from_response),
                409,
                "",
            )
        },
    ]
}

fn told(leak: &Leak, sealed: bool) -> Told {
    let handler = leak.handler;
    let layer = move || Condition::new(sealed, SecureErrorLayer::new());
    let requests = [leak.request.clone()];
    ask!(
        App::new().service(handler()).wrap(layer()).wrap(Logger::default()),
        requests
    )
}

#[test]
fn without_the_layer_clients_see_the_text_of_every_error() {
    for leak in leaks() {
        let told = told(&leak, false);
        let answer = told.answers[0].as_ref().unwrap();
        assert_eq!(answer.status(), leak.status, "{}: {}", leak.name, answer.text());
        assert!(answer.text().contains(leak.client), "{}: {}", leak.name, answer.text());
        assert!(told.log.contains("Error in response"), "{}: {}", leak.name, told.log);
        assert!(told.records.is_empty(), "{}: {}", leak.name, told.log);
    }
}

#[test]
fn behind_the_layer_clients_see_the_status_and_the_log_has_the_text_once() {
    for leak in leaks() {
        let told = told(&leak, true);
        let log = told.log.clone();
        let (answer, record) = told.one();
        let json = answer.json();
        assert_eq!(answer.status(), leak.status, "{}: {}", leak.name, answer.text());
        assert_eq!(json["code"], leak.code(), "{}", leak.name);
        assert_eq!(json["request_id"], answer.id(), "{}", leak.name);
        for secret in [leak.client, leak.log].iter().filter(|text| !text.is_empty()) {
            assert!(!answer.text().contains(secret), "{}: {}", leak.name, answer.text());
        }
        assert_eq!(record["http.response.status_code"], leak.status);
        let message = record["exception.message"].as_str().unwrap();
        assert!(message.contains(leak.log), "{}: {message}", leak.name);
        // What a client typed; of the program's own secrets it is the operators' business.
        assert!(
            leak.status >= 500 || !message.contains("hunter2"),
            "{}: {message}",
            leak.name
        );
        // `Logger`, which is around, prints the error of an answer that has one.
        assert_eq!(log.matches("Error in response").count(), 0, "{}: {log}", leak.name);
    }
}

#[test]
fn an_extractor_that_is_told_how_to_fail_answers_as_the_application_does() {
    let config = web::JsonConfig::default()
        .error_handler(|error, _| Fault::problem_with(&problem::UNPROCESSABLE_CONTENT, error).into());
    let orders = |order: web::Json<Order>| async move { order.placed() };
    let app = move |config: &mut web::ServiceConfig| {
        config.route("/leak", web::post().to(orders));
    };
    let requests = [order(br#"{"kind":"root"}"#)];
    for sealed in [false, true] {
        let config = config.clone();
        let layer = move || Condition::new(sealed, SecureErrorLayer::new());
        let (answer, record) = ask!(
            App::new().app_data(config.clone()).configure(app).wrap(layer()),
            requests
        )
        .one();
        assert_eq!(
            (answer.status(), &answer.json()["code"]),
            (422, &"UNPROCESSABLE_CONTENT".into())
        );
        assert!(record.to_string().contains("hidden_super_admin"), "{record}");
    }
}

#[test]
fn what_is_not_there_is_a_404_or_405_with_a_body_of_ours() {
    let app = |config: &mut web::ServiceConfig| {
        let things = web::scope("/api").service(web::resource("/thing").route(web::post().to(HttpResponse::Ok)));
        config.service(things);
    };
    for (path, status) in [("/nowhere", 404), ("/api/nowhere", 404), ("/api/thing", 405)] {
        let (answer, _) = ask!(App::new().configure(app).wrap(SecureErrorLayer::new()), [get(path)]).one();
        assert_eq!(answer.status(), status);
        assert_eq!(answer.json()["status"], status);
    }
}

#[test]
fn an_error_whose_text_is_endless_or_panics_costs_no_answer() {
    #[derive(Debug)]
    struct Hostile(bool);

    impl fmt::Display for Hostile {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("begins well")?;
            if self.0 {
                panic!("in Display");
            }
            loop {
                f.write_str("and goes on ")?;
            }
        }
    }

    impl ResponseError for Hostile {
        fn error_response(&self) -> HttpResponse {
            HttpResponse::new(StatusCode::BAD_GATEWAY)
        }
    }

    for panics in [false, true] {
        let handler = move || async move { Err::<String, _>(Hostile(panics)) };
        let (answer, record) = ask!(
            App::new()
                .route("/", web::get().to(handler))
                .wrap(SecureErrorLayer::new()),
            [get("/")]
        )
        .one();
        assert_eq!(answer.status(), 502);
        let message = record["exception.message"].as_str().unwrap();
        assert!(message.starts_with("begins well") && message.len() < 2000, "{message}");
        assert_eq!(message.contains("panicked"), panics, "{message}");
    }
}
