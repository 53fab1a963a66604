//! A day of a service: customers, their mistakes, a scanner, a gateway that refuses, a database that breaks, jobs. The log of
//! it is read as an operator would: every failure is found by its route, its code and its ID, and none is there twice.

use crate::program::{ALICE, Client, Program, id};
use rusqlite::Connection;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::time::Duration;
use ureq::http::Response;

/// What clients typed, or sent otherwise.
const TYPED: [&str; 7] = [
    "planted-password",
    "planted-address",
    "planted-body",
    "planted-query",
    "planted-header",
    "planted-token",
    "4111111111",
];
/// What the scanner typed into paths without a route: only there is a path in the log.
const SCANNED: &str = "planted-path";

/// A line of the log: one object, whose keys are there once, and whose values are no objects.
struct Line(BTreeMap<String, Value>);

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Strict;

        impl<'de> Visitor<'de> for Strict {
            type Value = Line;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a flat object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Line, M::Error> {
                let mut line = BTreeMap::new();
                while let Some((key, value)) = map.next_entry::<String, Value>()? {
                    if value.is_object() || value.is_array() || line.insert(key.clone(), value).is_some() {
                        return Err(M::Error::custom(format!("{key} is there twice, or not flat")));
                    }
                }
                Ok(Line(line))
            }
        }

        from.deserialize_map(Strict)
    }
}

impl Line {
    fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn is_failure(&self) -> bool {
        self.text("message") == "request failed"
    }
}

/// One request: what it was, the route that it belongs to if it has one, and its response.
struct Asked {
    method: &'static str,
    path: &'static str,
    route: Option<&'static str>,
    answer: Response<String>,
}

#[derive(Default)]
struct Day(Vec<Asked>);

impl Day {
    fn ask(
        &mut self,
        client: &Client,
        method: &'static str,
        path: &'static str,
        route: Option<&'static str>,
        body: Value,
    ) {
        let headers = [("content-type", "application/json"), ("user-agent", "planted-header")];
        let body = (method == "POST").then(|| body.as_str().map_or_else(|| body.to_string(), str::to_owned));
        let answer = client.send(method, path, &headers, body.as_deref()).unwrap();
        let asked = Asked {
            method,
            path,
            route,
            answer,
        };
        self.0.push(asked);
    }

    fn get(&mut self, client: &Client, path: &'static str, route: &'static str) {
        self.ask(client, "GET", path, Some(route), Value::Null);
    }

    fn post(&mut self, client: &Client, route: &'static str, body: Value) {
        self.ask(client, "POST", route, Some(route), body);
    }

    fn customers(&mut self, program: &Program) {
        let (stranger, alice) = (program.client(), program.signed_in(ALICE));
        self.get(&stranger, "/health", "/health");
        for email in [ALICE.0, "planted-address@example.com", "planted-address"] {
            self.post(
                &stranger,
                "/login",
                json!({ "email": email, "password": "planted-password" }),
            );
        }
        self.post(
            &stranger,
            "/login",
            json!({ "email": { "planted-body": 1 }, "password": "planted-password" }),
        );
        self.post(&stranger, "/login", json!(r#"{"email": "planted-body"#));
        self.post(
            &stranger,
            "/sign-up",
            json!({ "email": "planted-address", "password": "planted" }),
        );
        self.post(
            &stranger,
            "/sign-up",
            json!({ "email": "a@b.example", "password": "planted-password".repeat(2_000) }),
        );
        self.post(
            &stranger,
            "/recovery/confirm",
            json!({ "token": "planted-token", "password": "planted-password" }),
        );
        self.get(&stranger, "/accounts?token=planted-query", "/accounts");
        let mut old = program.client();
        old.token = Some("planted-token".to_owned());
        self.get(&old, "/accounts", "/accounts");
        self.get(&alice, "/accounts/1", "/accounts/{id}");
        self.get(&alice, "/accounts/2?planted-query", "/accounts/{id}");
        self.get(&alice, "/accounts/planted-body", "/accounts/{id}");
        self.get(&alice, "/payouts/77", "/payouts/{id}");
        self.get(&alice, "/office/audit", "/office/audit");
        for (reference, cents) in [("r1", 5), ("r2", 1_000_000), ("planted body!", 0)] {
            let transfer = json!({ "reference": reference, "from": 1, "to": 2, "cents": cents });
            self.post(&alice, "/transfers", transfer);
        }
        for (reference, card) in [
            ("paid", "4111111111111111"),
            ("refused", "4111111111110002"),
            ("later", "4111111111110003"),
            ("odd", "4111111111110005"),
            ("no-card", "4111111111-planted-body"),
        ] {
            let payout = json!({ "reference": reference, "from": 1, "cents": 5, "card": card });
            self.post(&alice, "/payouts", payout);
        }
    }

    fn scanner(&mut self, client: &Client) {
        for path in [
            "/.env",
            "/planted-path/wp-login.php?user=planted-query",
            "/planted-path/..%2f..%2fetc/passwd",
            "/planted-path/%0d%0aset-cookie:%20a",
            "/cgi-bin/planted-path;sh?planted-query",
        ] {
            self.ask(client, "GET", path, None, Value::Null);
        }
        for (method, route) in [
            ("DELETE", "/login"),
            ("PUT", "/transfers"),
            ("TRACE", "/health"),
            ("OPTIONS", "/payouts"),
        ] {
            self.ask(client, method, route, Some(route), Value::Null);
        }
    }

    /// Nobody can read the accounts for a while.
    fn broken_database(&mut self, program: &Program) {
        let alice = program.signed_in(ALICE);
        let db = Connection::open(program.database()).unwrap();
        db.busy_timeout(Duration::from_secs(30)).unwrap();
        db.execute_batch("ALTER TABLE accounts RENAME TO moved").unwrap();
        self.get(&alice, "/accounts", "/accounts");
        self.get(&program.client(), "/health", "/health");
        db.execute_batch("ALTER TABLE moved RENAME TO accounts").unwrap();
        self.get(&alice, "/accounts", "/accounts");
    }
}

/// The names of the job failures of a request.
fn jobs<'a>(log: &'a [Line], asked: &Asked) -> Vec<&'a str> {
    let of_request = log
        .iter()
        .filter(|line| line.is_failure() && line.text("request_id") == id(&asked.answer));
    of_request.map(|line| line.text("exception.type")).collect()
}

#[test]
fn an_operator_finds_every_failure_of_a_day_once() {
    let program = Program::accounts();
    let mut day = Day::default();
    day.customers(&program);
    day.scanner(&program.client());
    program.wait_for(|records| {
        let failed = |kind| records.iter().any(|it| it["exception.type"] == kind);
        ["JobFailed::Refused", "JobFailed::NotNow", "JobFailed::Unexpected"]
            .into_iter()
            .all(failed)
            .then_some(())
    });
    day.broken_database(&program);
    let (status, output) = program.terminate();
    assert!(status.success(), "{output}");
    let log: Vec<Line> = output
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}")))
        .collect();

    let (failed, fine): (Vec<_>, Vec<_>) = day.0.iter().partition(|it| it.answer.status().as_u16() >= 400);
    assert!(
        failed.len() > 25 && fine.len() > 5,
        "{} and {}",
        failed.len(),
        fine.len()
    );
    for Asked {
        method,
        path,
        route,
        answer,
    } in &failed
    {
        let by_id = |line: &&Line| line.is_failure() && line.text("request_id") == id(answer);
        let found: Vec<_> = log.iter().filter(by_id).collect();
        assert_eq!(found.len(), 1, "{method} {path}: one record of {answer:?}");
        let record = found[0];
        assert_eq!(
            record.0["http.response.status_code"],
            answer.status().as_u16(),
            "{method} {path}"
        );
        let body: Value = serde_json::from_str(answer.body()).unwrap();
        assert_eq!(
            record.text("error.type"),
            body["code"].as_str().unwrap(),
            "{method} {path}"
        );
        assert_eq!(record.text("http.request.method"), *method, "{path}");
        match route {
            Some(route) => assert_eq!(record.text("http.route"), *route, "{method} {path}"),
            None => assert!(
                record.text("url.path").starts_with('/'),
                "{method} {path}: {:?}",
                record.0
            ),
        }
    }
    // What succeeded has no record, but for the jobs that it began.
    for asked in &fine {
        let began: &[_] = match asked.path {
            "/payouts" => &["JobFailed::Refused", "JobFailed::NotNow", "JobFailed::Unexpected"],
            _ => &[],
        };
        let jobs = jobs(&log, asked);
        assert!(
            jobs.len() <= 1 && jobs.iter().all(|job| began.contains(job)),
            "{}: {jobs:?}",
            asked.path
        );
    }
    let mut seen = HashSet::new();
    for line in log.iter().filter(|line| line.is_failure()) {
        assert!(seen.insert(line.text("request_id")), "twice: {:?}", line.0);
        assert!(["ERROR", "WARN", "INFO"].contains(&line.text("level")), "{:?}", line.0);
    }
    assert_eq!(seen.len(), failed.len() + 3, "nothing but the responses and the jobs");

    for line in &log {
        let mut said = line.0.clone();
        said.remove("url.path");
        let said = format!("{said:?}");
        for typed in TYPED.into_iter().chain([SCANNED]) {
            assert!(!said.contains(typed), "{typed} in {said}");
        }
        for typed in TYPED {
            assert!(!line.text("url.path").contains(typed), "{typed} in {said}");
        }
    }
}

#[test]
fn the_reader_of_the_log_is_strict() {
    assert!(serde_json::from_str::<Line>(r#"{"a":1,"b":"x"}"#).is_ok());
    for line in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":{}}"#,
        r#"{"a":1} "#.trim_end().trim_end_matches('}'),
        "[]",
        r#"{"a":1}{}"#,
    ] {
        assert!(serde_json::from_str::<Line>(line).is_err(), "{line}");
    }
}
