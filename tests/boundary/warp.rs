//! The layer around warp.

use crate::leaky::{DSN, KEY, Leak, REFLECTED, Role, Unserializable};
use crate::server::{Answer, get, hyper as serve, request, with_body};
use secure_error::{SecureError, SecureErrorLayer};
use tower::Layer as _;
use warp::http::StatusCode;
use warp::{Filter, Rejection, Reply};

const TENANT: &str = "x-internal-tenant";

/// A rejection that nobody recovers from.
#[derive(Debug)]
struct DbError {
    #[allow(dead_code, reason = "warp prints it")]
    dsn: &'static str,
}

impl warp::reject::Reject for DbError {}

#[derive(SecureError)]
enum LedgerError {
    #[public(status = 409, code = "LEDGER_LOCKED", message = "The ledger is locked")]
    #[internal("locked by {by}")]
    Locked { by: &'static str },
}

/// As it is everywhere in warp: whoever wants another answer recovers.
impl warp::reject::Reject for LedgerError {}

async fn rejects() -> Result<&'static str, Rejection> {
    Err(warp::reject::custom(DbError { dsn: DSN }))
}

async fn rejects_with_own() -> Result<&'static str, Rejection> {
    Err(warp::reject::custom(LedgerError::Locked { by: "job 7" }))
}

async fn recover(rejection: Rejection) -> Result<warp::reply::Response, Rejection> {
    match rejection.find::<LedgerError>() {
        Some(error) => Ok(secure_error::respond(error)),
        None => Err(rejection),
    }
}

async fn fails() -> Result<warp::reply::Response, std::convert::Infallible> {
    Ok(secure_error::respond(&LedgerError::Locked { by: "job 7" }))
}

fn panics() -> &'static str {
    panic!("cannot reach {DSN}")
}

fn routes() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone + Send + Sync + 'static {
    let small = warp::body::content_length_limit(8).and(warp::body::bytes());
    let text = || warp::reply::with_status(format!("pool timed out: {DSN}"), StatusCode::INTERNAL_SERVER_ERROR);
    let named = || warp::reply::with_status("half a file", StatusCode::BAD_GATEWAY);
    let disposition = warp::reply::with::header("content-disposition", format!("attachment; filename=\"{KEY}\""));

    let bodies = (warp::path("json")
        .and(warp::post())
        .and(warp::body::json())
        .map(|_: Role| "fine"))
    .or(warp::path("limited").and(warp::post()).and(small).map(|_| "fine"));
    let requests = (warp::path("tenant").and(warp::header::<u64>(TENANT)).map(|_| "fine"))
        .or(warp::path("session")
            .and(warp::cookie::<String>("internal_session"))
            .map(|_| "fine"))
        .or(warp::path("query")
            .and(warp::query::<Vec<(String, u64)>>())
            .map(|_| "fine"));
    let replies = (warp::path("text").and(warp::get()).map(text))
        .or(warp::path("named").map(named).with(disposition))
        .or(warp::path("serialize").map(|| warp::reply::json(&Unserializable)))
        .or(warp::path("panic").map(panics))
        .or(warp::path("fine").map(|| "fine"));
    let rejections = (warp::path("rejects").and_then(rejects))
        .or(warp::path("own").and_then(fails))
        .or(warp::path("rejects-with-own").and_then(rejects_with_own))
        .or(warp::path("recovered").and_then(rejects_with_own).recover(recover));
    bodies.or(requests).or(replies).or(rejections)
}

fn leaks() -> Vec<Leak> {
    let leak = |request, status, secret| Leak {
        request,
        status,
        secret,
    };
    let json = |body: &[u8]| with_body("POST", "/json", &[b"Content-Type: application/json"], body);
    let tenant = format!("{TENANT}: seven");
    vec![
        leak(get("/rejects"), 500, DSN),
        leak(json(br#""reflected-input""#), 400, REFLECTED),
        leak(json(br#""root""#), 400, "hidden_super_admin"),
        leak(get("/tenant"), 400, TENANT),
        leak(request("GET", "/tenant", &[tenant.as_bytes()]), 400, TENANT),
        leak(request("GET", "/session", &[b"Cookie: a=b"]), 400, "internal_session"),
        leak(get("/query?a=b"), 400, "Invalid query string"),
        leak(get("/text"), 500, DSN),
        leak(get("/named"), 502, KEY),
        leak(request("DELETE", "/text", &[]), 405, "HTTP method not allowed"),
        leak(
            with_body("POST", "/limited", &[], b"far too much"),
            413,
            "payload is too large",
        ),
        leak(
            request("POST", "/limited", &[]),
            411,
            "content-length header is required",
        ),
    ]
}

/// What warp answers with an empty body, or not at all.
fn silences() -> [(Vec<u8>, u16); 3] {
    [(get("/nowhere"), 404), (get("/serialize"), 500), (get("/panic"), 500)]
}

#[test]
fn without_the_layer_warp_tells_every_secret() {
    for leak in leaks() {
        let (answers, _) = serve(warp::service(routes()), &[leak.request]);
        let answer = answers[0].as_ref().unwrap();
        assert_eq!(answer.status(), leak.status, "{answer:?}");
        assert!(answer.text().contains(leak.secret), "{}", answer.text());
        assert_eq!(answer.header("x-request-id"), None);
    }
    let silent = silences().map(|(request, _)| request);
    let (answers, _) = serve(warp::service(routes()), &silent);
    let told: Vec<Option<usize>> = answers.iter().map(|it| it.as_ref().map(|it| it.body.len())).collect();
    assert_eq!(told, [Some(0), Some(0), None], "a panic closes the connection");
}

fn behind(requests: &[Vec<u8>]) -> (Vec<Answer>, Vec<serde_json::Value>) {
    let (answers, records) = serve(SecureErrorLayer::new().layer(warp::service(routes())), requests);
    (
        answers
            .into_iter()
            .map(|it| it.expect("every request is answered"))
            .collect(),
        records,
    )
}

#[test]
fn behind_the_layer_warp_shows_no_secret_and_each_failure_is_one_record() {
    let leaks = leaks();
    let requests: Vec<Vec<u8>> = leaks.iter().map(|leak| leak.request.clone()).collect();
    let (answers, records) = behind(&requests);
    assert_eq!(records.len(), leaks.len(), "one record a request");
    for ((leak, answer), record) in leaks.iter().zip(&answers).zip(&records) {
        for other in &leaks {
            assert!(!answer.text().contains(other.secret), "{}", answer.text());
        }
        assert_eq!(answer.status(), leak.status);
        assert_eq!(answer.json()["request_id"], answer.id());
        let fields = &record["fields"];
        assert_eq!(fields["request_id"], answer.id());
        assert_eq!(fields["exception.type"], "ForeignResponse");
        let message = fields["exception.message"].as_str().unwrap();
        let is_told = message.contains(leak.secret);
        if leak.secret == REFLECTED {
            assert!(
                !is_told && message.contains("unknown variant [REDACTED], expected"),
                "{message}"
            );
        } else {
            assert!(is_told || message == "half a file", "{message}");
        }
    }
}

#[test]
fn what_warp_does_not_say_is_said_uniformly_and_logged_once() {
    let requests = silences().map(|(request, _)| request);
    let (answers, records) = behind(&requests);
    assert_eq!(records.len(), requests.len());
    for ((answer, record), (_, status)) in answers.iter().zip(&records).zip(silences()) {
        assert_eq!(answer.json()["status"], status);
        assert_eq!(record["fields"]["request_id"], answer.id());
        assert!(!answer.text().contains(DSN), "{answer:?}");
    }
    let message = records[2]["fields"]["exception.message"].as_str().unwrap();
    assert_eq!(message, format!("cannot reach {DSN}"));
}

#[test]
fn our_error_keeps_its_response_from_a_handler_and_from_recover() {
    for path in ["/own", "/recovered"] {
        let (answers, records) = behind(&[get(path)]);
        assert_eq!(answers[0].json()["code"], "LEDGER_LOCKED", "{path}");
        assert_eq!(answers[0].json()["request_id"], answers[0].id());
        assert_eq!(records.len(), 1, "{records:?}");
        assert_eq!(records[0]["fields"]["exception.message"], "locked by job 7");
        assert_eq!(records[0]["fields"]["request_id"], answers[0].id());
    }
}

#[test]
fn an_unrecovered_rejection_is_public_only_even_without_the_layer() {
    let (answers, _) = serve(warp::service(routes()), &[get("/rejects-with-own")]);
    let answer = answers[0].as_ref().unwrap();
    assert!(
        answer.text().contains("LEDGER_LOCKED") && !answer.text().contains("job 7"),
        "{answer:?}"
    );
    let (answers, records) = behind(&[get("/rejects-with-own")]);
    assert_eq!(
        (answers[0].status(), &answers[0].json()["code"]),
        (500, &"INTERNAL_ERROR".into())
    );
    assert_eq!(records.len(), 1, "{records:?}");
}

#[test]
fn a_success_of_warp_is_untouched_but_for_the_id() {
    let (answers, records) = behind(&[get("/fine")]);
    assert_eq!((answers[0].status(), answers[0].body.as_slice()), (200, &b"fine"[..]));
    assert_eq!(answers[0].id().len(), 32);
    assert!(records.is_empty(), "{records:?}");
}
