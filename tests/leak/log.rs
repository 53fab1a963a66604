//! What is internal gets to the operators, whole; what is sealed, masked or redacted does not; and each answer is logged
//! once, under the id that the client has.

use crate::canary_site as site;
use crate::outlets::printed;
use crate::plain;
use crate::search::{self, assert_for_operators, assert_none};
use crate::server::{self, get};
use crate::shapes::{self, Shape, Visit, faults};
use crate::sink;
use axum::response::IntoResponse;
use axum::{Router, routing};
use secure_error::{Fault, Report, SecureError};
use serde::Serialize;
use std::error::Error;

/// Everything that operators can be shown of a report.
fn shown_to_operators(report: &Report<'_>) -> [(&'static str, String); 5] {
    let exposed = report.expose_internal();
    [
        ("{}", format!("{exposed}")),
        ("{:#?}", format!("{exposed:#?}")),
        ("serde_json", serde_json::to_string(&exposed).unwrap()),
        ("text log", sink::text(|| report.log()).0),
        ("json log", sink::json(|| report.log()).0),
    ]
}

#[track_caller]
fn assert_operators_see(shape: &str, report: &Report<'_>, expected: &[&str]) {
    for (how, text) in shown_to_operators(report) {
        assert_for_operators(&format!("{shape}, {how}"), text.as_bytes(), expected);
        if how.ends_with("log") {
            let lines = 1 + usize::from(report.event().is_some());
            assert_eq!(
                text.matches('\n').count(),
                lines,
                "{shape}: one record, one line, and one for its security event, in the {how}: {text}"
            );
        }
    }
}

#[test]
fn operators_see_everything_but_what_is_sealed_masked_or_redacted() {
    struct Whole;
    impl Visit for Whole {
        fn shape<E>(&mut self, shape: Shape<E>)
        where
            E: SecureError + Serialize + IntoResponse + Send + Sync + 'static,
        {
            assert_operators_see(shape.name, &(shape.make)().report(), shape.for_operators);
        }
    }
    shapes::each(&mut Whole);
    for (name, make, expected) in faults() {
        assert_operators_see(name, &make().report(), expected);
    }
    assert_operators_see(
        "not Send",
        &site::not_send().report(),
        &[search::INTERNAL, search::CAUSE, search::ROOT],
    );
}

#[test]
fn a_record_of_a_named_variant_has_every_field_and_says_which_are_sealed() {
    let page = site::named().report().expose_internal().to_string();
    for line in [
        "canary_named    = canary-named-deman",
        "canary_form     = [REDACTED]",
        "canary_internal = canary-internal-lanretni",
        "canary_masked   = shown-by-the-mask",
        "canary_sealed   = [REDACTED]",
        "canary_plain    = [REDACTED]",
        "canary_password = shown-by-the-mask",
        "limit           = 7",
        "label           = things",
    ] {
        assert!(page.contains(line), "{line} is not in {page}");
    }
    assert!(
        page.starts_with("Failure::CanaryNamed: canary-message-egassem canary-named-deman from user-of-the-form\n")
    );
}

#[test]
fn without_us_a_log_shows_what_is_sealed() {
    let error = plain::named();
    for (log, ()) in [
        sink::text(|| tracing::error!(?error, "failed")),
        sink::json(|| tracing::error!(?error, "failed")),
    ] {
        assert!(
            search::find_hidden(log.as_bytes()).is_some(),
            "the search is blind in {log}"
        );
    }
}

#[test]
fn without_us_a_line_break_in_a_value_is_a_line_of_the_log() {
    let typed = "x\n2026-01-01T00:00:00Z ERROR forged";
    let (log, ()) = sink::text(|| tracing::error!("no account {typed}"));
    assert_eq!(log.lines().count(), 2, "{log}");
}

/// Every error of the suite as the handler of its own path, and how many there are.
fn service() -> (Router, Vec<Vec<u8>>) {
    struct Routes(Router, usize);
    impl Routes {
        fn add<R: IntoResponse + 'static>(&mut self, make: fn() -> R) {
            let path = format!("/{}", self.1);
            let routes = std::mem::take(&mut self.0);
            self.0 = routes.route(&path, routing::get(move || async move { Err::<(), R>(make()) }));
            self.1 += 1;
        }
    }
    impl Visit for Routes {
        fn shape<E>(&mut self, shape: Shape<E>)
        where
            E: SecureError + Serialize + IntoResponse + Send + Sync + 'static,
        {
            self.add(shape.make);
        }
    }
    let mut routes = Routes(Router::new(), 0);
    shapes::each(&mut routes);
    for (_, make, _) in faults() {
        routes.add(make);
    }
    let requests = (0..routes.1).map(|index| get(&format!("/{index}"))).collect();
    (routes.0, requests)
}

#[test]
fn each_answered_request_is_one_record_under_the_id_that_the_client_has() {
    let (router, requests) = service();
    let (log, answers) = sink::json(|| server::exchange(router, &requests));
    let records = sink::records(&log);
    assert_eq!(answers.len(), 40);
    assert_eq!(records.len(), answers.len());
    for (record, answer) in records.iter().zip(&answers) {
        let fields = &record["fields"];
        assert_eq!(fields["request_id"].as_str(), answer.header("x-request-id"));
        assert_eq!(fields["request_id"], answer.json()["request_id"]);
        assert_eq!(fields["http.response.status_code"], answer.status());
        assert_eq!(fields["error.type"], answer.json()["code"]);
        assert_eq!(fields["message"], "request failed");
    }
}

#[test]
fn each_answered_request_is_one_line_of_a_text_log() {
    let (router, requests) = service();
    let (log, answers) = sink::text(|| server::exchange(router, &requests));
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("secure_error:")).collect();
    assert_eq!(lines.len(), answers.len());
    for (line, answer) in lines.iter().zip(&answers) {
        assert!(line.contains(answer.header("x-request-id").unwrap()), "{line}");
        assert!(search::find_hidden(line.as_bytes()).is_none(), "{line}");
    }
}

#[test]
fn an_error_that_is_printed_serialized_wrapped_or_dropped_is_not_logged() {
    let (log, ()) = sink::json(|| {
        let error = site::named();
        let _ = printed("", &error);
        let _ = serde_json::to_string(&error);
        let _ = (error.public(), error.report(), error.report().expose_internal());
        let fault = Fault::from(error);
        let _ = anyhow::anyhow!(fault.clone());
        drop(Box::<dyn Error + Send + Sync>::from(fault));
    });
    assert_eq!(log, "");
}

#[test]
fn an_internal_report_never_gets_into_what_is_printed_meanwhile() {
    /// Displays an error, and keeps what it saw: a report catches the internals of such an error.
    struct Spy<'a>(&'a std::cell::RefCell<String>);
    impl std::fmt::Display for Spy<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let error = site::named();
            let seen = format!(
                "{error} {error:?} {:?} {}",
                error.source().is_none(),
                error.public_message()
            );
            self.0.borrow_mut().push_str(&seen);
            write!(f, "{error}")
        }
    }
    impl std::fmt::Debug for Spy<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            std::fmt::Display::fmt(self, f)
        }
    }
    impl Error for Spy<'_> {}
    #[derive(secure_error::SecureError)]
    struct Watched<'a> {
        #[source]
        spy: Spy<'a>,
    }

    let seen = std::cell::RefCell::default();
    let error = Watched { spy: Spy(&seen) };
    let page = error.report().expose_internal().to_string();
    assert!(
        page.contains(search::NAMED),
        "the report has caught the internals: {page}"
    );
    assert!(seen.borrow().contains("At most 7 of things"));
    assert_none("what is displayed meanwhile", seen.borrow().as_bytes());
}

#[test]
fn a_format_that_fails_and_an_error_that_panics_are_in_the_one_record() {
    struct Broken;
    impl secure_error::render::Format for Broken {
        fn content_type(&self) -> http::HeaderValue {
            http::HeaderValue::from_static("text/broken")
        }

        fn render(
            &self,
            _: &secure_error::PublicError<'_>,
            _: &secure_error::RequestId,
            _: &mut Vec<u8>,
        ) -> Result<(), secure_error::render::FormatError> {
            Err(secure_error::render::FormatError::new("no template"))
        }
    }

    /// A source that panics when it is looked at.
    struct Trap;
    impl std::ops::Deref for Trap {
        type Target = std::fmt::Error;

        fn deref(&self) -> &Self::Target {
            panic!("looked at")
        }
    }
    #[derive(SecureError)]
    #[public(status = 409, code = "TRAPPED", message = "Trapped")]
    struct Trapped(#[source] Trap);

    let (log, (plain, trapped)) = sink::json(|| {
        let plain: http::Response<Vec<u8>> = secure_error::respond_with(&site::named(), &Broken);
        let trapped: http::Response<Vec<u8>> = secure_error::respond(&Trapped(Trap));
        (plain, trapped)
    });
    let records = sink::records(&log);
    assert_eq!((plain.status().as_u16(), trapped.status().as_u16()), (500, 409));
    assert_eq!(records.len(), 2, "{log}");
    assert!(records[0].to_string().contains("no template"), "{log}");
    assert!(
        records[1].to_string().contains("panicked while it made its report"),
        "{log}"
    );
    for (record, answer) in records.iter().zip([plain, trapped]) {
        let id = answer.headers()["x-request-id"].to_str().unwrap();
        assert!(record.to_string().contains(id), "{log}");
    }
}
