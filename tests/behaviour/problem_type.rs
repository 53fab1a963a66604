//! The constant part of an answer: what the attribute says, and what follows from the status where it says nothing.

use crate::{answer, everything_shown, header};
use secure_error::wire::GrpcCode;
use secure_error::{ProblemType, PublicError, SecureError, problem};
use std::time::Duration;

pub const LOGIN_FAILED: ProblemType =
    ProblemType::new(401, "LOGIN_FAILED", "Invalid username or password").with_challenge("Bearer realm=\"api\"");

#[test]
fn an_undecided_variant_is_a_500_that_says_nothing() {
    #[derive(SecureError)]
    enum Canary {
        CanaryVariant,
    }
    let (parts, body) = answer(&Canary::CanaryVariant);
    assert_eq!(parts.status, 500);
    assert_eq!(
        body,
        serde_json::json!({
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "An internal error occurred",
            "code": "INTERNAL_ERROR",
            "request_id": "one-and-the-same",
        })
    );
    assert_eq!(*Canary::CanaryVariant.problem_type(), problem::INTERNAL_ERROR);
    assert!(!everything_shown(&Canary::CanaryVariant).contains("CanaryVariant"));
}

#[test]
fn what_is_left_out_follows_from_the_status_alone() {
    #[derive(SecureError)]
    enum E {
        #[public(status = 404)]
        Number,
        #[public(status = NOT_FOUND)]
        Name,
        #[public(status = 404, code = "NO_ROW")]
        Code,
        #[public(status = 404, code = "OTHER", title = "Lost", message = "It is lost")]
        All,
    }
    assert_eq!(*E::Number.problem_type(), problem::NOT_FOUND);
    assert_eq!(*E::Name.problem_type(), problem::NOT_FOUND);
    let parts = |e: &E| {
        let problem = e.problem_type();
        (problem.code(), problem.title(), problem.message())
    };
    assert_eq!(parts(&E::Code), ("NO_ROW", "Not Found", "Not Found"));
    assert_eq!(parts(&E::All), ("OTHER", "Lost", "It is lost"));
}

#[test]
fn a_message_without_placeholders_is_constant_with_its_braces() {
    #[derive(SecureError)]
    #[public(status = 400, message = "Write {{name}}")]
    struct E;
    assert_eq!(E.problem_type().message(), "Write {name}");
    assert_eq!(E.to_string(), "Write {name}");
    assert!(E.public().is_constant());
}

#[test]
fn a_message_with_placeholders_formats_its_values() {
    #[derive(SecureError)]
    enum E {
        #[public(status = 400, message = "{count:>4}|{count:+}|{ratio:.1}|{name:?<6}|{{}}")]
        Named {
            #[public]
            count: i32,
            #[public]
            ratio: f64,
            #[public]
            name: &'static str,
        },
        #[public(status = 409, message = "{0} of {1}")]
        Tuple(#[public(rename = "free")] u8, #[public(rename = "all_of_them")] u8),
    }
    assert_eq!(
        E::Named {
            count: 7,
            ratio: 0.25,
            name: "ann"
        }
        .to_string(),
        "   7|+7|0.2|ann???|{}"
    );
    assert_eq!(E::Tuple(1, 2).to_string(), "1 of 2");
    assert_eq!(answer(&E::Tuple(1, 2)).1.get("all_of_them").unwrap(), 2);
}

#[test]
fn variants_that_borrow_one_constant_answer_the_same_byte_for_byte() {
    #[derive(SecureError)]
    #[allow(dead_code)]
    enum Login {
        #[public(LOGIN_FAILED)]
        #[internal("unknown user {user}")]
        UnknownUser { user: &'static str },
        #[public(crate::problem_type::LOGIN_FAILED)]
        #[internal("wrong password")]
        WrongPassword { typed: String },
        #[public(self::LOGIN_FAILED)]
        Locked,
    }
    let errors = [
        Login::UnknownUser { user: "ann" },
        Login::WrongPassword { typed: "x".into() },
        Login::Locked,
    ];
    for error in &errors {
        assert_eq!(*error.problem_type(), LOGIN_FAILED);
        assert!(error.public().is_constant());
        assert_eq!(everything_shown(error), everything_shown(&errors[0]));
        assert_eq!(header(error, "www-authenticate").unwrap(), "Bearer realm=\"api\"");
    }
}

#[test]
fn distinguishable_answers_to_401_may_differ() {
    #[derive(SecureError)]
    enum E {
        #[public(LOGIN_FAILED, distinguishable)]
        Failed,
        #[public(
            status = 401,
            code = "EXPIRED",
            message = "Log in again",
            challenge = "Bearer realm=\"api\"",
            distinguishable
        )]
        Expired,
    }
    assert_eq!(
        (E::Failed.error_code(), E::Expired.error_code()),
        ("LOGIN_FAILED", "EXPIRED")
    );
}

#[test]
fn the_type_is_the_base_followed_by_the_code() {
    #[derive(SecureError)]
    #[secure_error(type_base = "https://example.com/problems/", domain = "billing.example.com")]
    enum E {
        #[public(status = 404, code = "NO_INVOICE")]
        Own,
        #[public(LOGIN_FAILED)]
        Borrowed,
        Undecided,
    }
    assert_eq!(
        answer(&E::Own).1.get("type").unwrap(),
        "https://example.com/problems/NO_INVOICE"
    );
    assert_eq!(E::Own.problem_type().domain(), Some("billing.example.com"));
    assert_eq!(
        E::Undecided.public().type_uri(),
        "https://example.com/problems/INTERNAL_ERROR"
    );
    assert_eq!(
        answer(&E::Borrowed).1.get("type").unwrap(),
        "about:blank",
        "a constant is what it is"
    );
    assert_eq!(E::Borrowed.problem_type().domain(), None);
}

#[test]
fn the_grpc_code_follows_from_the_status_unless_it_is_given() {
    #[derive(SecureError)]
    enum E {
        #[public(status = 409, code = "FIRST")]
        Default,
        #[public(status = 409, code = "SECOND", grpc = ALREADY_EXISTS)]
        Given,
        Undecided,
    }
    let codes = [E::Default, E::Given, E::Undecided].map(|e| e.problem_type().grpc());
    assert_eq!(codes, [GrpcCode::Aborted, GrpcCode::AlreadyExists, GrpcCode::Internal]);
}

#[test]
fn headers_are_in_the_answer_beside_those_that_every_answer_has() {
    #[derive(SecureError)]
    enum E {
        #[public(status = 401, challenge = "Bearer realm=\"api\"")]
        Challenge,
        #[public(status = 405, allow = "GET, HEAD")]
        Allow,
        #[public(status = 410, header("link" = "</new>; rel=\"successor-version\""), header("x-hint" = "moved"))]
        Own,
    }
    assert_eq!(
        header(&E::Challenge, "www-authenticate").unwrap(),
        "Bearer realm=\"api\""
    );
    assert_eq!(header(&E::Allow, "allow").unwrap(), "GET, HEAD");
    assert_eq!(header(&E::Own, "link").unwrap(), "</new>; rel=\"successor-version\"");
    assert_eq!(header(&E::Own, "x-hint").unwrap(), "moved");
    for e in [E::Challenge, E::Allow, E::Own] {
        assert_eq!(header(&e, "content-type").unwrap(), "application/problem+json");
        assert_eq!(header(&e, "cache-control").unwrap(), "no-store");
        assert_eq!(header(&e, "x-content-type-options").unwrap(), "nosniff");
        assert_eq!(header(&e, "x-request-id").unwrap(), "one-and-the-same");
    }
}

#[test]
fn the_time_to_wait_is_constant_or_comes_from_a_field() {
    #[derive(SecureError)]
    enum E {
        #[public(status = 503, retry_after = 30)]
        Constant,
        #[public(status = 429, retry_after = wait)]
        Field {
            #[public]
            wait: Duration,
        },
        #[public(status = 429, code = "RAW", retry_after = r#in)]
        Raw {
            #[public(rename = "wait_in")]
            r#in: Duration,
        },
    }
    assert_eq!(header(&E::Constant, "retry-after").unwrap(), "30");
    for (wait, seconds) in [
        (Duration::ZERO, "1"),
        (Duration::from_millis(1_001), "2"),
        (Duration::from_secs(90), "90"),
        (Duration::MAX, "86400"),
    ] {
        assert_eq!(header(&E::Field { wait }, "retry-after").unwrap(), seconds);
    }
    let (_, body) = answer(&E::Field {
        wait: Duration::from_secs(90),
    });
    assert_eq!(body.get("wait").unwrap(), 90);
    assert_eq!(
        header(
            &E::Raw {
                r#in: Duration::from_secs(2)
            },
            "retry-after"
        )
        .unwrap(),
        "2"
    );
}

#[test]
fn every_field_of_a_public_error_is_what_the_answer_says() {
    #[derive(SecureError)]
    #[public(status = 409, code = "SHORT", title = "Too short", message = "{left} left")]
    struct E {
        #[public]
        left: u8,
    }
    let e = E { left: 3 };
    let public: PublicError<'_> = e.public();
    assert_eq!(
        (public.status().as_u16(), public.code(), public.title()),
        (409, "SHORT", "Too short")
    );
    assert_eq!(
        (public.message(), public.retry_after(), public.is_constant()),
        ("3 left", None, false)
    );
    assert_eq!(public.params().map(|(name, _)| name).collect::<Vec<_>>(), ["left"]);
    let serialized = serde_json::to_value(&e).unwrap();
    assert_eq!(serialized, serde_json::to_value(&public).unwrap());
    assert_eq!(serialized.get("left").unwrap(), 3);
}
