//! What a client typed: the texts of libraries repeat it, and neither the log nor the client gets to see it.

use crate::server::{self, behind, get, with_body};
use crate::sink;
use axum::extract::rejection::{FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::routing::{get as on_get, post};
use axum::{Form, Json, Router};
use secure_error::{Fault, SecureError, SecureErrorLayer};
use serde::Deserialize;
use serde::de::Error as _;

/// What people type into the wrong field.
const PASSWORD: &str = "hunter2";
const CARD: &str = "4111111111111111";

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[allow(dead_code, reason = "no request gets that far")]
struct Login {
    attempts: u8,
    role: Option<Role>,
    code: Option<Code>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    Customer,
    Office,
}

/// It says itself what is wrong.
#[allow(dead_code, reason = "no request gets that far")]
struct Code(u64);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse()
            .map(Self)
            .map_err(|_| D::Error::custom(format!("cannot read the code \"{text}\"")))
    }
}

#[derive(SecureError)]
#[secure_error(axum)]
enum Rejected {
    #[public(status = 422, code = "INVALID_INPUT", message = "Invalid input")]
    Json(#[from] JsonRejection),
    #[public(status = 400, code = "INVALID_QUERY", message = "Invalid query")]
    Query(#[from] QueryRejection),
    #[public(status = 400, code = "INVALID_FORM", message = "Invalid form")]
    Form(#[from] FormRejection),
    #[public(status = 404, code = "NOT_FOUND", message = "Not found")]
    Path(#[from] PathRejection),
}

/// A handler whose own error has the rejection as its cause.
async fn caused<T, R>(extracted: Result<T, R>) -> Result<(), Rejected>
where
    Rejected: From<R>,
{
    extracted?;
    Ok(())
}

/// The extractors of axum, and the same as causes of an own error.
fn router() -> Router {
    Router::new()
        .route("/json", post(|Json(_): Json<Login>| async {}))
        .route("/query", on_get(|Query(_): Query<Login>| async {}))
        .route("/form", post(|Form(_): Form<Login>| async {}))
        .route("/number/{card}", on_get(|Path(_): Path<u64>| async {}))
        .route("/role/{role}", on_get(|Path(_): Path<Role>| async {}))
        .route("/own/json", post(caused::<Json<Login>, JsonRejection>))
        .route("/own/query", on_get(caused::<Query<Login>, QueryRejection>))
        .route("/own/form", post(caused::<Form<Login>, FormRejection>))
        .route("/own/number/{card}", on_get(caused::<Path<u64>, PathRejection>))
        .route("/own/role/{role}", on_get(caused::<Path<Role>, PathRejection>))
        .route(
            "/unwrap",
            post(|body: String| async move {
                {
                    let _: Login = serde_json::from_str(&body).unwrap();
                }
            }),
        )
}

/// A request, what the client has typed into it, and what operators need of the text.
struct Typed {
    request: Vec<u8>,
    secret: &'static str,
    tells: &'static str,
}

fn json(path: &str, body: &str) -> Vec<u8> {
    with_body("POST", path, &[b"content-type: application/json"], body.as_bytes())
}

fn form(path: &str, body: &str) -> Vec<u8> {
    let kind: [&[u8]; 1] = [b"content-type: application/x-www-form-urlencoded"];
    with_body("POST", path, &kind, body.as_bytes())
}

fn typed() -> Vec<Typed> {
    let mut all = Vec::new();
    for own in ["", "/own"] {
        let json = |body: &str| json(&format!("{own}/json"), body);
        let at = |path: &str| get(&format!("{own}{path}"));
        for (request, secret, tells) in [
            (
                json("{\"attempts\":\"hunter2\"}"),
                PASSWORD,
                "attempts: invalid type: string [REDACTED], expected u8 at line 1 column 21",
            ),
            (
                json("{\"attempts\":4111111111111111}"),
                CARD,
                "attempts: invalid value: integer [REDACTED], expected u8 at line 1 column 28",
            ),
            (
                json("{\"attempts\":\"a`b\\\", expected hunter2\\n\"}"),
                PASSWORD,
                "attempts: invalid type: string [REDACTED], expected u8 at line 1 column",
            ),
            (
                json("{\"role\":\"hunter2\"}"),
                PASSWORD,
                "role: unknown variant [REDACTED], expected `customer` or `office` at line 1 column 17",
            ),
            (
                json("{\"hunter2\":1}"),
                PASSWORD,
                "[REDACTED]: unknown field [REDACTED], expected one of `attempts`, `role`, `code` at line 1 column 10",
            ),
            (
                json("{\"code\":\"hun`te'r2 hunter2\"}"),
                PASSWORD,
                "code: cannot read the code [REDACTED] at line 1 column",
            ),
            (
                at("/query?attempts=1&hunter2=1"),
                PASSWORD,
                "unknown field [REDACTED], expected one of",
            ),
            (
                at("/query?role=hunter2"),
                PASSWORD,
                "unknown variant [REDACTED], expected `customer` or `office`",
            ),
            (
                form(&format!("{own}/form"), "role=hunter2"),
                PASSWORD,
                "unknown variant [REDACTED], expected `customer` or `office`",
            ),
            (
                at("/number/4111111111111111x"),
                CARD,
                "Cannot parse [REDACTED] to a `u64`",
            ),
            (
                at("/role/hunter2%60,%20expected%20%60hunter2"),
                PASSWORD,
                "unknown variant [REDACTED], expected `customer` or `office`",
            ),
        ] {
            all.push(Typed { request, secret, tells });
        }
    }
    all
}

#[test]
fn without_the_layer_the_text_of_a_rejection_shows_what_was_typed() {
    let foreign = typed()
        .into_iter()
        .filter(|typed| !typed.request.windows(5).any(|part| part == b" /own"));
    for typed in foreign {
        let answers = server::without(router(), &[typed.request]);
        let answer = answers[0].as_ref().unwrap();
        assert!(answer.text().contains(typed.secret), "{}", answer.text());
    }
}

#[test]
fn the_log_says_what_was_wrong_and_never_what_was_typed() {
    for Typed { request, secret, tells } in typed() {
        let (log, answers) = sink::json(|| server::without(router().layer(SecureErrorLayer::new()), &[request]));
        let answer = answers[0].as_ref().unwrap();
        assert!((400..500).contains(&answer.status()), "{answer:?}");
        assert!(!answer.text().contains(secret), "{}", answer.text());
        assert!(!log.contains(secret), "{log}");
        let records = sink::records(&log);
        assert_eq!(records.len(), 1, "{log}");
        let fields = &records[0]["fields"];
        let [message, causes] =
            ["exception.message", "exception.stacktrace"].map(|name| fields[name].as_str().unwrap_or(""));
        assert!(
            message.contains(tells) || causes.contains(tells),
            "{tells} is not in {fields}"
        );
    }
}

#[test]
fn a_panic_that_shows_a_parse_error_does_not_show_the_value() {
    let (_, records) = behind(router(), &[json("/unwrap", "{\"attempts\":\"hun\\\"hunter2\"}")]);
    let message = records[0]["fields"]["exception.message"].as_str().unwrap();
    assert!(!message.contains(PASSWORD), "{message}");
    assert!(
        message.contains("invalid type: string [REDACTED], expected u8"),
        "{message}"
    );
}

#[test]
fn a_foreign_response_below_500_shows_nothing_in_quotes() {
    async fn says() -> (StatusCode, String) {
        (
            StatusCode::BAD_REQUEST,
            format!("{PASSWORD:?} is no e-mail address, nor is {CARD}"),
        )
    }
    async fn breaks() -> (StatusCode, &'static str) {
        (StatusCode::INTERNAL_SERVER_ERROR, "no such column: \"ballance\"")
    }
    let router = || {
        Router::new()
            .route("/says", on_get(says))
            .route("/breaks", on_get(breaks))
    };
    let unlayered = server::without(router(), &[get("/says")]);
    assert!(unlayered[0].as_ref().unwrap().text().contains(PASSWORD));
    let (_, records) = behind(router(), &[get("/says"), get("/breaks")]);
    let messages: Vec<&str> = records
        .iter()
        .map(|record| record["fields"]["exception.message"].as_str().unwrap())
        .collect();
    assert_eq!(
        messages,
        [
            "[REDACTED] is no e-mail address, nor is [REDACTED]",
            "no such column: \"ballance\""
        ]
    );
}

#[test]
fn a_parse_error_keeps_its_value_to_itself_in_every_outlet_of_its_report() {
    let error = || serde_json::from_str::<u64>("\"hunter2\"").unwrap_err();
    assert!(error().to_string().contains(PASSWORD) && format!("{:?}", error()).contains(PASSWORD));

    #[derive(SecureError)]
    #[internal("cannot read {text}: {cause:?}")]
    struct Broken {
        #[internal]
        text: String,
        #[source]
        cause: serde_json::Error,
    }
    let own = Fault::from(Broken {
        text: error().to_string(),
        cause: error(),
    });
    let nested = Fault::internal(std::io::Error::new(std::io::ErrorKind::InvalidData, error()));
    let anyhow = Fault::internal(anyhow::Error::new(error()).context(error().to_string()));
    for fault in [own, nested, anyhow] {
        let page = fault.report().expose_internal();
        for shown in [
            page.to_string(),
            serde_json::to_string(&page).unwrap(),
            sink::text(|| fault.report().log()).0,
        ] {
            assert!(!shown.contains(PASSWORD), "{shown}");
            assert!(
                shown.contains("invalid type: string [REDACTED], expected u64"),
                "{shown}"
            );
        }
    }
}
