//! Nothing that is not public is in any outlet.

use crate::outlets::{self, Outlets, printed, walked};
use crate::plain;
use crate::search::{self, assert_none};
use crate::server::{self, Answer, get};
use crate::shapes::{self, Shape, Shared, Visit};
use crate::{canary_site as site, shapes::faults};
use axum::response::IntoResponse;
use axum::{Router, routing};
use secure_error::{Fault, SecureError};
use serde::Serialize;
use std::error::Error;
use std::sync::Arc;

#[track_caller]
fn assert_safe(shape: &str, outlets: Outlets) {
    for (outlet, bytes) in outlets {
        assert!(!bytes.is_empty());
        assert_none(&format!("{shape}: {outlet}"), &bytes);
    }
}

/// What axum sends for something that answers for itself.
fn answer_of<R: IntoResponse + 'static>(make: fn() -> R) -> Answer {
    let router = Router::new().route("/", routing::get(move || async move { Err::<(), R>(make()) }));
    server::exchange(router, &[get("/")]).pop().unwrap()
}

#[test]
fn without_us_every_outlet_shows_what_is_internal() {
    struct Shown;
    impl plain::Visit for Shown {
        fn shape<E: Error + Serialize + Send + Sync + 'static>(&mut self, name: &str, make: fn() -> E) {
            let outlets = outlets::of_error(make);
            for (outlet, bytes) in outlets {
                assert!(
                    search::find(&bytes).is_some(),
                    "{name}: the search is blind in {outlet}"
                );
            }
        }
    }
    plain::each(&mut Shown);
}

#[test]
fn without_us_each_way_of_printing_shows_its_own_part() {
    let outlets = outlets::of_error(plain::named);
    for (outlet, canaries) in plain::SHOWN_BY {
        let (_, bytes) = outlets.iter().find(|(name, _)| name == outlet).expect(outlet);
        let text = String::from_utf8_lossy(bytes);
        for canary in canaries {
            assert!(text.contains(canary), "{outlet} does not show {canary}: {text}");
        }
    }
}

#[test]
fn a_sealed_error_shows_nothing_internal_in_any_outlet() {
    struct Safe(usize);
    impl Visit for Safe {
        fn shape<E>(&mut self, shape: Shape<E>)
        where
            E: SecureError + Serialize + IntoResponse + Send + Sync + 'static,
        {
            assert_safe(shape.name, outlets::of_error(shape.make));
            self.0 += 1;
        }
    }
    let mut safe = Safe(0);
    shapes::each(&mut safe);
    assert_eq!(safe.0, 29, "all shapes were looked at");
}

#[test]
fn no_wire_format_and_no_header_shows_anything_internal() {
    struct Safe;
    impl Visit for Safe {
        fn shape<E>(&mut self, shape: Shape<E>)
        where
            E: SecureError + Serialize + IntoResponse + Send + Sync + 'static,
        {
            let error = (shape.make)();
            assert_safe(shape.name, outlets::wire_formats(&error.public()));
            assert_safe(shape.name, printed("public ", &error.public()));
            assert_none(shape.name, error.public_message().as_bytes());
            assert_none(shape.name, format!("{:?}", error.problem_type()).as_bytes());
        }
    }
    shapes::each(&mut Safe);
    for (name, make, _) in faults() {
        assert_safe(name, outlets::wire_formats(&make().public()));
    }
    assert_safe("not sealed", outlets::wire_formats(&site::unsealed().public()));
}

#[test]
fn a_response_over_a_real_socket_shows_nothing_internal_and_no_type_name() {
    struct Safe;
    impl Visit for Safe {
        fn shape<E>(&mut self, shape: Shape<E>)
        where
            E: SecureError + Serialize + IntoResponse + Send + Sync + 'static,
        {
            let expected = (shape.make)().status().as_u16();
            let answer = answer_of(shape.make);
            assert_answer(shape.name, &answer, expected);
        }
    }
    shapes::each(&mut Safe);
    for (name, make, _) in faults() {
        assert_answer(name, &answer_of(make), make().status().as_u16());
    }
    assert_answer("not sealed", &answer_of(site::unsealed), 410);
}

#[track_caller]
fn assert_answer(shape: &str, answer: &Answer, status: u16) {
    let bytes = answer.bytes();
    assert_none(shape, &bytes);
    let text = String::from_utf8(bytes).unwrap();
    for name in [
        "Failure",
        "Billing",
        "Driver",
        "Struct",
        "Generic",
        "Borrowing",
        "Fault",
        "leak::",
        "anyhow",
        "eyre",
        ".rs",
    ] {
        assert!(!text.contains(name), "{shape} names {name}: {text}");
    }
    assert_eq!(answer.status(), status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.json()["request_id"].as_str(), answer.header("x-request-id"));
    assert_eq!(answer.json()["status"], status);
}

#[test]
fn a_fault_shows_nothing_internal_however_it_is_printed_or_wrapped() {
    for (name, make, _) in faults() {
        assert_safe(name, printed("", &make()));
        assert_safe(
            name,
            printed("in a Result ", &format_args!("{:?}", Err::<(), Fault>(make()))),
        );
        let boxed: Box<dyn Error + Send + Sync> = make().into();
        assert_safe(name, printed("Box<dyn Error> ", &boxed));
        assert_safe(name, walked(&*boxed));
        assert_safe(name, printed("anyhow ", &anyhow::Error::from_boxed(boxed)));
        assert_safe(name, printed("anyhow! ", &anyhow::anyhow!(make()).context("outside")));
        assert_safe(name, printed("eyre! ", &eyre::eyre!(make())));
        assert_safe(name, printed("io::Error ", &std::io::Error::other(make())));
        assert_safe(name, printed("public ", &make().public()));
    }
}

#[test]
fn a_box_of_a_secure_error_shows_nothing_internal() {
    let boxed: Shared = Box::new(site::named());
    assert_safe("box", printed("", &boxed));
    assert_safe("box", walked(&*site::named_in_a_box()));
    assert!(boxed.source().is_none());
    let shared: Arc<dyn SecureError + Send + Sync> = Arc::new(site::named());
    assert_safe("arc", printed("", &shared));
    assert_safe("arc", printed("anyhow ", &anyhow::Error::new(shared.clone())));
    assert_safe("arc", printed("fault ", &Fault::from(shared)));
    assert_safe(
        "vector",
        printed("", &format_args!("{:?}", vec![site::named(), site::from()])),
    );
}

#[test]
fn an_error_that_borrows_or_stays_on_its_thread_shows_nothing_internal() {
    let driver = site::driver();
    let borrowing = site::borrowing_from(&driver);
    assert_safe("borrowing", printed("", &borrowing));
    assert_safe(
        "borrowing",
        vec![("json".into(), serde_json::to_vec(&borrowing).unwrap())],
    );
    assert_safe("borrowing", outlets::wire_formats(&borrowing.public()));
    assert!(borrowing.source().is_none());
    let not_send = site::not_send();
    assert_safe("not Send", printed("", &not_send));
    assert_safe("not Send", walked(&not_send));
    assert_safe(
        "not Send",
        vec![("json".into(), serde_json::to_vec(&not_send).unwrap())],
    );
}

#[test]
fn what_others_derive_around_a_sealed_error_shows_nothing_internal() {
    #[derive(Debug, Serialize)]
    #[serde(tag = "kind", content = "value")]
    enum Message {
        #[allow(dead_code, reason = "only printed")]
        Failed {
            error: crate::shapes::Failure,
            retried: bool,
        },
    }
    #[derive(Debug, Serialize)]
    struct Flat {
        job: u8,
        #[serde(flatten)]
        error: crate::shapes::Failure,
    }
    let message = Message::Failed {
        error: site::named(),
        retried: true,
    };
    let flat = Flat {
        job: 1,
        error: site::nested(),
    };
    for shown in [
        format!("{message:#?}"),
        format!("{flat:?}"),
        serde_json::to_string(&message).unwrap_or_default(),
    ] {
        // The name of the field is theirs.
        assert_none("around it", shown.as_bytes());
        assert!(shown.contains("LIMITED") || shown.contains("BAD_GATEWAY"), "{shown}");
    }
    assert_none("flattened", &serde_json::to_vec(&flat).unwrap());
}

#[test]
fn every_way_to_fail_a_login_is_the_same_answer_but_for_the_id() {
    fn masked(answer: &Answer) -> String {
        let text = String::from_utf8(answer.bytes())
            .unwrap()
            .replace(answer.header("x-request-id").unwrap(), "ID");
        text.lines()
            .filter(|line| !line.starts_with("date: "))
            .collect::<Vec<_>>()
            .join("\n")
    }
    let (password, no_user) = (answer_of(site::password), answer_of(site::no_user));
    assert_ne!(password.header("x-request-id"), no_user.header("x-request-id"));
    assert_eq!(masked(&password), masked(&no_user));
    assert!(masked(&password).contains("www-authenticate: Bearer realm=\"api\""));
}
