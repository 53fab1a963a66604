//! Money that leaves the bank.

use crate::program::{ALICE, Program, json};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

/// A gateway that gives every request the same bytes.
fn gateway(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = [0; 4096];
            let read = connection.read(&mut request).unwrap();
            // What is redirected comes as a GET: all is well with that page.
            let answer = if request[..read].starts_with(b"GET") {
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            } else {
                answer
            };
            connection.write_all(answer.as_bytes()).unwrap();
        }
    });
    url
}

#[test]
fn a_gateway_that_sends_us_elsewhere_has_not_paid() {
    let url = gateway("HTTP/1.1 302 Found\r\nlocation: /maintenance\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let program = Program::accounts_with(&["--gateway", &url]);
    let alice = program.signed_in(ALICE);
    let payout = json!({ "reference": "r", "from": 1, "cents": 5, "card": "4111111111111111" });
    assert_eq!(alice.post("/payouts", &payout).status(), 202);
    let state = program.wait_for(|_| {
        let state = json(&alice.get("/payouts/1"))["state"].clone();
        (state != "queued").then_some(state)
    });
    assert_eq!(state, "unknown");
    // And the customer is told so, whatever went wrong.
    assert!(program.mail(ALICE.0, "payout").contains("We are finding out"));
}

#[test]
fn a_reference_never_stands_for_two_payouts() {
    let program = Program::accounts();
    let alice = program.signed_in(ALICE);
    let payout = |cents: i64, card: &str| {
        let form = json!({ "reference": "r", "from": 1, "cents": cents, "card": card });
        alice.post("/payouts", &form)
    };
    let first = payout(5, "4111111111111111");
    assert_eq!(first.status(), 202);
    assert_eq!(json(&payout(5, "4111111111111111")), json(&first));
    for other in [payout(6, "4111111111111111"), payout(5, "4111111111112222")] {
        assert_eq!(
            (other.status().as_u16(), &json(&other)["code"]),
            (409, &json!("REFERENCE_TAKEN"))
        );
    }
    assert_eq!(json(&alice.get("/accounts/1"))["cents"], 11_995);
}
