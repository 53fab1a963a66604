//! The levels of a field: sealed, internal, public. Nothing widens by itself.

use crate::{answer, everything_shown, internal_message, logged, report};
use secure_error::{PublicText, SecureError};

/// Has neither `Display` nor `Debug`: whoever touches it does not compile.
struct Opaque;

#[test]
fn an_unmarked_field_is_sealed_for_everybody() {
    #[allow(dead_code)]
    #[derive(SecureError)]
    #[public(status = 409, code = "TAKEN", message = "Taken")]
    #[internal("taken")]
    struct E {
        typed: String,
        opaque: Opaque,
    }
    let e = E {
        typed: "canary".into(),
        opaque: Opaque,
    };
    assert_eq!(logged(&e, "typed").unwrap(), "[REDACTED]");
    assert_eq!(logged(&e, "opaque").unwrap(), "[REDACTED]");
    let shown = format!("{}{}", everything_shown(&e), report(&e));
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!everything_shown(&e).contains("typed"), "not even its name");
}

#[test]
fn a_field_that_the_message_names_is_internal() {
    #[derive(SecureError)]
    #[public(status = 409)]
    #[internal("row {row}")]
    struct E {
        row: u64,
        #[internal]
        shard: Option<u8>,
    }
    let e = E {
        row: 4711,
        shard: Some(42),
    };
    assert_eq!(logged(&e, "row").unwrap(), "4711");
    assert_eq!(logged(&e, "shard").unwrap(), "Some(42)");
    let shown = everything_shown(&e);
    assert!(
        !shown.contains("4711") && !shown.contains("42") && !shown.contains("shard"),
        "{shown}"
    );
}

#[test]
fn a_field_of_a_tuple_is_logged_under_its_number() {
    #[allow(dead_code)]
    #[derive(SecureError)]
    enum E {
        #[internal("{1}")]
        V(u8, u8, #[internal] u8),
    }
    let e = E::V(1, 2, 3);
    assert_eq!(
        ["0", "1", "2"].map(|name| logged(&e, name).unwrap()),
        ["[REDACTED]", "2", "3"]
    );
}

#[test]
fn a_field_is_logged_by_the_trait_that_its_hole_asks_for() {
    #[derive(SecureError)]
    #[internal("{mask:o} {path}")]
    struct E {
        mask: Octal,
        path: std::path::PathBuf,
    }
    struct Octal;
    impl std::fmt::Octal for Octal {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("777")
        }
    }
    let e = E {
        mask: Octal,
        path: "/etc".into(),
    };
    assert_eq!(internal_message(&e).unwrap(), "777 /etc");
    assert_eq!(
        (logged(&e, "mask").unwrap(), logged(&e, "path").unwrap()),
        ("777".into(), "/etc".into())
    );
}

#[test]
fn an_internal_value_is_escaped_and_bounded() {
    #[derive(SecureError)]
    struct E {
        #[internal]
        note: String,
    }
    assert_eq!(logged(&E { note: "a\nb\\".into() }, "note").unwrap(), r"a\nb\\");
    assert!(
        logged(&E { note: "x".repeat(5000) }, "note")
            .unwrap()
            .ends_with("x…[truncated]")
    );
}

#[test]
fn a_public_field_is_a_member_of_the_answer_and_in_the_log() {
    #[derive(SecureError)]
    #[public(status = 409, code = "SHORT", message = "At most {available} of {asked}")]
    #[internal("short by {}", .asked - .available)]
    struct E {
        #[public]
        available: u64,
        #[public(rename = "asked_for")]
        asked: u64,
        #[public]
        note: PublicText,
    }
    let e = E {
        available: 3,
        asked: 5,
        note: PublicText::vouch("soon"),
    };
    let (_, body) = answer(&e);
    assert_eq!(body.get("detail").unwrap(), "At most 3 of 5");
    assert_eq!(body.get("available").unwrap(), 3);
    assert_eq!(
        (body.get("asked_for").unwrap().as_u64(), body.get("asked")),
        (Some(5), None)
    );
    assert_eq!(body.get("note").unwrap(), "soon");
    assert_eq!(logged(&e, "available").unwrap(), "3");
    assert_eq!(logged(&e, "asked").unwrap(), "5");
    assert_eq!(internal_message(&e).unwrap(), "short by 2");
}

#[test]
fn a_name_that_looks_like_a_secret_needs_one_visible_word() {
    #[derive(SecureError)]
    #[public(status = 429, code = "BUDGET")]
    #[internal("{cookie}")]
    struct E {
        #[public(raw)]
        token_count: u32,
        #[internal(raw)]
        cookie: &'static str,
    }
    let e = E {
        token_count: 8,
        cookie: "oat",
    };
    assert_eq!(answer(&e).1.get("token_count").unwrap(), 8);
    assert_eq!(logged(&e, "cookie").unwrap(), "oat");
}

#[test]
fn a_source_is_never_public_and_may_be_redacted() {
    #[derive(SecureError)]
    enum E {
        #[public(status = 502)]
        Told(#[source] std::fmt::Error),
        #[public(status = 502)]
        Kept(
            #[source]
            #[internal(redact)]
            std::num::ParseIntError,
        ),
    }
    let told = E::Told(std::fmt::Error);
    assert!(!everything_shown(&told).contains(&std::fmt::Error.to_string()));
    assert_eq!(report(&told).pointer("/caused_by/0/type").unwrap(), "core::fmt::Error");
    assert_eq!(
        report(&told).pointer("/caused_by/0/message").unwrap(),
        &std::fmt::Error.to_string()
    );
    let kept = report(&E::Kept("x".parse::<u8>().unwrap_err()));
    assert_eq!(
        kept.pointer("/caused_by/0/type").unwrap(),
        "core::num::error::ParseIntError"
    );
    assert_eq!(kept.pointer("/caused_by/0/message").unwrap(), "[REDACTED]");
}

mod before {
    #[derive(secure_error::SecureError)]
    #[allow(dead_code)]
    pub enum E {
        #[public(status = 404, code = "GONE", message = "Row {row} is gone")]
        #[internal("no row {row}")]
        Gone {
            #[public]
            row: u8,
        },
        Tuple(u8),
    }
}

mod after {
    use super::Opaque;

    #[derive(secure_error::SecureError)]
    #[allow(dead_code)]
    pub enum E {
        #[public(status = 404, code = "GONE", message = "Row {row} is gone")]
        #[internal("no row {row}")]
        Gone {
            canary: &'static str,
            #[public]
            row: u8,
            canary_source: std::fmt::Error,
            opaque: Opaque,
        },
        Tuple(u8, &'static str, Opaque),
        Added {
            canary: &'static str,
        },
    }
}

#[test]
fn adding_a_field_or_a_variant_changes_nothing_for_anybody() {
    let gone = after::E::Gone {
        canary: "canary",
        row: 1,
        canary_source: std::fmt::Error,
        opaque: Opaque,
    };
    assert_eq!(everything_shown(&gone), everything_shown(&before::E::Gone { row: 1 }));
    assert_eq!(internal_message(&gone), internal_message(&before::E::Gone { row: 1 }));
    let mut log = report(&gone);
    let fields = log.pointer_mut("/fields").unwrap().as_object_mut().unwrap();
    for added in ["canary", "canary_source", "opaque"] {
        assert_eq!(fields.remove(added).unwrap(), "[REDACTED]");
    }
    assert_eq!(log, report(&before::E::Gone { row: 1 }));

    let tuple = after::E::Tuple(1, "canary", Opaque);
    assert_eq!(everything_shown(&tuple), everything_shown(&before::E::Tuple(1)));

    let added = after::E::Added { canary: "canary" };
    let (parts, body) = answer(&added);
    assert_eq!(
        (parts.status.as_u16(), body.get("code").unwrap().as_str()),
        (500, Some("INTERNAL_ERROR"))
    );
    assert!(!report(&added).to_string().contains(": \"canary\""));
    assert_eq!(logged(&added, "canary").unwrap(), "[REDACTED]");
}

#[test]
fn a_field_is_listed_exactly_as_the_message_shows_it() {
    struct Mail;
    impl std::fmt::Debug for Mail {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("Mail(***)")
        }
    }
    impl std::fmt::Display for Mail {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("canary@example.org")
        }
    }

    #[derive(SecureError)]
    #[internal("card {card:.4} of {mail:?}, {wide:width$}")]
    struct E {
        card: String,
        mail: Mail,
        wide: String,
        width: usize,
    }
    let e = E {
        card: "4111111111111111".into(),
        mail: Mail,
        wide: "canary".into(),
        width: 7,
    };
    assert_eq!(internal_message(&e).unwrap(), "card 4111 of Mail(***), canary ");
    assert_eq!(logged(&e, "card").unwrap(), "4111");
    assert_eq!(logged(&e, "mail").unwrap(), "Mail(***)");
    // How wide it is depends on another field, so nobody wrote down how the field alone looks.
    assert_eq!(logged(&e, "wide").unwrap(), "[REDACTED]");
}
