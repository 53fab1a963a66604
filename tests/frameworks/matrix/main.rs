//! The same requests to the same service in every framework, over real sockets: the answers are the same, byte for byte but
//! for the id, none of them has a secret, and each failure is in the log once.
//!
//! Each server is a program of its own (`servers/`), run with the boundary and without.

mod answers;
mod frameworks;
mod server;

use answers::{Case, cases};
use frameworks::{FRAMEWORKS, Framework};
use secure_error_tests::server::{Answer, request, with_body};
use secure_error_tests_frameworks::headers;
use secure_error_tests_frameworks::process::{BARE, SEALED};
use secure_error_tests_frameworks::shop::SECRETS;
use serde_json::Value;
use server::Server;

/// What each framework has to say; all of them, not only the first that fails.
fn in_each(check: impl Fn(&Framework) -> Result<(), String> + Sync) {
    let check = &check;
    let failures: Vec<String> = std::thread::scope(|scope| {
        let checks: Vec<_> = FRAMEWORKS
            .iter()
            .map(|framework| {
                scope.spawn(move || check(framework).map_err(|error| format!("{}: {error}", framework.name)))
            })
            .collect();
        let outcomes = checks
            .into_iter()
            .map(|check| check.join().expect("a check does not panic"));
        outcomes.filter_map(Result::err).collect()
    });
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    holds.then_some(()).ok_or_else(what)
}

/// The records of one request.
fn records_of<'a>(log: &'a [Value], id: &str) -> Vec<&'a Value> {
    let of_it = |record: &&Value| record["fields"]["request_id"] == id;
    log.iter().filter(of_it).collect()
}

/// The answer as it is written down here, but for the id.
fn is_as_expected(case: &Case, answer: &Answer) -> Result<(), String> {
    let what = || format!("{} got {}", case.name, answer.text());
    ensure(answer.status() == case.status, || {
        format!("{} instead of {}", what(), case.status)
    })?;
    let ids = answer.all("x-request-id");
    ensure(ids.len() == 1 && ids[0].len() == 32, || format!("{}: one id", what()))?;
    let body = if case.has_body {
        case.body(ids[0])
    } else {
        String::new()
    };
    ensure(answer.body == body.as_bytes(), || {
        format!("{}, expected {body}", what())
    })?;
    for (name, value) in case.headers() {
        ensure(answer.all(name) == [value], || {
            format!("{}: {name} is not {value} once", what())
        })?;
    }
    // Those that no case demands are not made up.
    for name in [
        "allow",
        "www-authenticate",
        "proxy-authenticate",
        "upgrade",
        "retry-after",
    ] {
        let is_demanded = case.headers().iter().any(|(demanded, _)| *demanded == name);
        ensure(is_demanded || answer.all(name).is_empty(), || {
            format!("{}: {name} is made up", what())
        })?;
    }
    for secret in SECRETS {
        ensure(!answer.text().contains(secret), || {
            format!("{}: it has {secret}", what())
        })?;
    }
    Ok(())
}

/// The failure is in the log once, under the id that the client has, with what happened.
fn is_logged_once(case: &Case, answer: &Answer, log: &[Value]) -> Result<(), String> {
    let records = records_of(log, answer.all("x-request-id")[0]);
    ensure(records.len() == 1, || format!("{}: {records:?}", case.name))?;
    let fields = &records[0]["fields"];
    let told = fields["http.response.status_code"] == case.status
        && fields["error.type"] == case.code
        && fields.to_string().contains(case.internal);
    ensure(told, || format!("{}: {fields} without {}", case.name, case.internal))
}

/// Each case is answered as it is written down, logged once, and nothing else is logged.
fn are_answered_and_logged(framework: &Framework, how: &str, cases: &[Case]) -> Result<(), String> {
    let server = Server::start(framework, how);
    let mut answers = Vec::new();
    for case in cases {
        let answer = server
            .ask(&case.request)
            .ok_or_else(|| format!("{} has no answer", case.name))?;
        is_as_expected(case, &answer)?;
        answers.push(answer);
    }
    let log = server.end();
    for (case, answer) in cases.iter().zip(&answers) {
        is_logged_once(case, answer, &log)?;
    }
    ensure(log.len() == cases.len(), || {
        format!("{} records of {} failures: {log:?}", log.len(), cases.len())
    })
}

#[test]
fn every_framework_gives_the_same_answers_and_logs_each_failure_once() {
    in_each(|framework| are_answered_and_logged(framework, SEALED, &cases(framework)));
}

#[test]
fn every_record_says_the_method_and_the_route_or_else_the_path() {
    in_each(|framework| {
        let server = Server::start(framework, SEALED);
        for (method, path) in [("GET", "/rows/hunter2?key=hunter2"), ("DELETE", "/nowhere?key=hunter2")] {
            server.ask(&request(method, path, &[])).ok_or("no answer")?;
        }
        let log = server.end();
        let said = |name: &str| {
            log.iter()
                .map(|record| record["fields"][name].as_str())
                .collect::<Vec<_>>()
        };
        let method = said("http.request.method");
        ensure(method == [Some("GET"), Some("DELETE")], || format!("{method:?}"))?;
        let (route, path) = (said("http.route"), said("url.path"));
        ensure(route == [framework.route, None], || format!("{route:?}"))?;
        let row = framework.route.is_none().then_some("/rows/hunter2");
        ensure(path == [row, Some("/nowhere")], || format!("{path:?}"))?;
        ensure(!format!("{log:?}").contains("key="), || format!("{log:?}"))
    });
}

#[test]
fn without_a_boundary_own_errors_are_answered_and_logged_the_same() {
    in_each(|framework| {
        let own: Vec<Case> = cases(framework).into_iter().filter(|case| case.is_own).collect();
        are_answered_and_logged(framework, BARE, &own)
    });
}

#[test]
fn without_a_boundary_the_frameworks_leak_or_say_nothing() {
    in_each(|framework| {
        let server = Server::start(framework, BARE);
        for (path, secret) in framework.leaks {
            let request = match path.strip_prefix("POST ") {
                Some(path) => with_body("POST", path, &[b"Content-Type: application/json"], answers::WRONG_ORDER),
                None => request("GET", path, &[]),
            };
            let text = server.ask(&request).map(|answer| answer.text()).unwrap_or_default();
            ensure(text.contains(secret), || {
                format!("{path} does not leak {secret}: {text}")
            })?;
        }
        let panic = server.ask(&request("GET", "/panic", &[]));
        ensure(panic.is_some() == framework.answers_panics, || {
            format!("a panic is answered by {panic:?}")
        })
    });
}

#[test]
fn what_succeeds_is_untouched_and_knows_its_id() {
    in_each(|framework| {
        let server = Server::start(framework, SEALED);
        let fine = server.ask(&request("GET", "/ok", &[])).ok_or("no answer")?;
        ensure(fine.status() == 200 && fine.body == b"fine", || fine.text())?;
        ensure(fine.all("x-request-id").len() == 1, || fine.text())?;
        let order = answers::order(br#"{"kind":"customer"}"#);
        let ordered = server.ask(&order).ok_or("no answer")?;
        ensure(ordered.status() == 200 && ordered.body == b"ordered", || ordered.text())?;
        let id = server.ask(&request("GET", "/id", &[])).ok_or("no answer")?;
        ensure(id.body == id.all("x-request-id")[0].as_bytes(), || id.text())?;
        let log = server.end();
        ensure(log.is_empty(), || format!("{log:?}"))
    });
}

#[test]
fn headers_stay_on_the_statuses_that_give_them_a_meaning() {
    in_each(|framework| {
        let server = Server::start(framework, SEALED);
        for (how, status, own) in headers::requests() {
            let path = format!("/headers/{how}/{status}");
            let answer = server.ask(&request("GET", &path, &[])).ok_or("no answer")?;
            let what = |error| format!("{path}: {error}\n{}", answer.text());
            ensure(answer.status() == status, || what("another status".to_owned()))?;
            headers::check(status, own, |name| answer.all(name)).map_err(what)?;
        }
        let log = server.end();
        ensure(log.len() == headers::requests().count(), || format!("{log:?}"))
    });
}

#[test]
fn without_a_boundary_every_one_of_those_headers_is_sent() {
    in_each(|framework| {
        let server = Server::start(framework, BARE);
        let foreign = server.ask(&request("GET", "/headers/foreign/404", &[]));
        let foreign = foreign.ok_or("no answer")?;
        for headers::Row { name, value, .. } in headers::ROWS {
            ensure(foreign.all(name) == [*value], || {
                format!("no {name} in {}", foreign.text())
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_wrong_method_has_the_allow_that_the_framework_adds() {
    in_each(|framework| {
        for how in [BARE, SEALED] {
            let server = Server::start(framework, how);
            let answer = server.ask(&request("DELETE", "/constant", &[])).ok_or("no answer")?;
            let (status, allow) = framework.wrong_method;
            let is_it = answer.status() == status && answer.all("allow") == Vec::from_iter(allow);
            ensure(is_it, || format!("{how}: {}", answer.text()))?;
        }
        Ok(())
    });
}

#[test]
fn the_id_is_ours_whatever_a_client_sends() {
    let long = [&b"X-Request-Id: "[..], "a".repeat(6000).as_bytes()].concat();
    let hostile: [&[&[u8]]; 5] = [
        &[b"X-Request-Id: ${jndi:ldap://x}"],
        &[b"X-Request-Id: \xE9\xFF"],
        &[b"X-Request-Id: one", b"X-Request-Id: two"],
        &[b"X-Request-Id: client-1", b"Traceparent: 00-zz"],
        &[&long],
    ];
    in_each(|framework| {
        let server = Server::start(framework, SEALED);
        let mut ids = Vec::new();
        for headers in hostile {
            let answer = server.ask(&request("GET", "/constant", headers)).ok_or("no answer")?;
            let id = answer.all("x-request-id");
            ensure(answer.status() == 404 && id.len() == 1, || answer.text())?;
            ensure(
                id[0].len() == 32 && id[0].bytes().all(|byte| byte.is_ascii_hexdigit()),
                || answer.text(),
            )?;
            ensure(!answer.text().contains("client-1"), || answer.text())?;
            ids.push(id[0].to_owned());
        }
        let log = server.end();
        ensure(log.len() == hostile.len(), || format!("{log:?}"))?;
        for (number, id) in ids.iter().enumerate() {
            let records = records_of(&log, id);
            ensure(records.len() == 1, || format!("{log:?}"))?;
            let client = &records[0]["fields"]["client_request_id"];
            ensure((number == 3) == (*client == "client-1"), || records[0].to_string())?;
        }
        ensure(!format!("{log:?}").contains("jndi"), || format!("{log:?}"))
    });
}

/// Orders with a value that does not fit, and what is secret in it.
const TYPED: &[(&[u8], &str)] = &[
    (br#"{"kind":"correcthorse"}"#, "correcthorse"),
    (br#"{"kind":"a`, expected `correcthorse\"\n"}"#, "correcthorse"),
    (br#"{"kind":"customer","note":4111111111111111}"#, "4111111111111111"),
];

#[test]
fn what_a_client_typed_is_in_no_response_and_in_no_record() {
    in_each(|framework| {
        let server = Server::start(framework, SEALED);
        for (body, typed) in TYPED {
            let answer = server.ask(&answers::order(body)).ok_or("no answer")?;
            ensure((400..500).contains(&answer.status()), || answer.text())?;
            ensure(!answer.text().contains(typed), || answer.text())?;
        }
        let log = server.end();
        ensure(log.len() == TYPED.len(), || format!("{log:?}"))?;
        let log = format!("{log:?}");
        ensure(TYPED.iter().all(|(_, typed)| !log.contains(typed)), || log.clone())
    });
}
