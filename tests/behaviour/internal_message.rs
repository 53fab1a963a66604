//! What the message for operators guarantees beyond the grammar that it shares with thiserror.

use crate::{everything_shown, internal_message, logged, report};
use secure_error::{SecureError, mask};
use std::fmt;

#[test]
fn a_line_break_or_a_terminal_command_cannot_leave_the_line() {
    #[derive(SecureError)]
    #[internal("user {user} {{\\}}\n")]
    struct E {
        user: &'static str,
    }
    let e = E {
        user: "a\r\nb\t\u{1b}[2J\u{202e}c\\n",
    };
    let expected = r"user a\r\nb\t\u{1b}[2J\u{202e}c\\n {\\}\n";
    assert_eq!(internal_message(&e).unwrap(), expected);
}

#[test]
fn a_message_of_several_lines_is_shown_on_one() {
    #[derive(SecureError)]
    #[internal("{0:#?}")]
    struct E([u8; 1]);
    assert_eq!(internal_message(&E([7])).unwrap(), r"[\n    7,\n]");
}

#[test]
fn a_message_is_cut_at_1024_bytes_and_says_so() {
    #[derive(SecureError)]
    #[internal("{0}")]
    struct E(String);
    let (fits, long) = (E("x".repeat(1024)), E("x".repeat(1025)));
    assert_eq!(internal_message(&fits).unwrap(), "x".repeat(1024));
    assert_eq!(report(&fits).get("truncated"), None);
    assert_eq!(internal_message(&long).unwrap(), "x".repeat(1024) + "…[truncated]");
    assert_eq!(report(&long).get("truncated").unwrap(), true);
}

#[test]
fn a_display_that_fails_or_panics_costs_only_its_own_text() {
    struct Broken(bool);
    impl fmt::Display for Broken {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("half")?;
            assert!(self.0, "in Display");
            Err(fmt::Error)
        }
    }
    #[derive(SecureError)]
    #[internal("broken: {broken}")]
    struct E {
        broken: Broken,
        #[internal]
        row: u8,
    }
    let (fails, panics) = (
        E {
            broken: Broken(true),
            row: 1,
        },
        E {
            broken: Broken(false),
            row: 1,
        },
    );
    assert_eq!(
        internal_message(&fails).unwrap(),
        "broken: half<unprintable: formatting failed>"
    );
    assert_eq!(
        internal_message(&panics).unwrap(),
        "broken: half<unprintable: panicked>"
    );
    assert_eq!(logged(&panics, "row").unwrap(), "1");
}

#[test]
fn a_variant_without_a_message_has_none() {
    #[derive(SecureError)]
    enum E {
        Silent,
        #[internal(level = "warn")]
        OnlyKeys,
    }
    assert_eq!(internal_message(&E::Silent), None);
    assert_eq!(internal_message(&E::OnlyKeys), None);
}

#[test]
fn a_variant_without_a_message_is_described_by_its_cause() {
    #[derive(SecureError)]
    enum E {
        Caused(#[source] fmt::Error),
        Redacted(
            #[source]
            #[internal(redact)]
            fmt::Error,
        ),
    }
    assert_eq!(
        internal_message(&E::Caused(fmt::Error)).unwrap(),
        fmt::Error.to_string()
    );
    assert_eq!(internal_message(&E::Redacted(fmt::Error)), None);
}

#[test]
fn self_is_the_public_face() {
    #[derive(SecureError)]
    #[public(status = 404, code = "NO_ROW", message = "Not here")]
    #[internal("{self} | {self:?} | {row}")]
    struct E {
        row: u8,
    }
    let public = r#"Not here | E { status: 404, code: "NO_ROW", message: "Not here" } | 7"#;
    assert_eq!(internal_message(&E { row: 7 }).unwrap(), public);
}

#[test]
fn width_and_precision_can_be_fields() {
    #[derive(SecureError)]
    enum E {
        #[internal("[{text:>columns$}] [{text:.columns$}]")]
        Named { text: &'static str, columns: usize },
        #[internal("[{0:1$}] [{0:.1$}]")]
        Tuple(f64, usize),
    }
    assert_eq!(
        internal_message(&E::Named {
            text: "abcde",
            columns: 3
        })
        .unwrap(),
        "[abcde] [abc]"
    );
    assert_eq!(internal_message(&E::Tuple(1.5, 4)).unwrap(), "[ 1.5] [1.5000]");
    assert_eq!(
        logged(&E::Tuple(1.5, 4), "1").unwrap(),
        "[REDACTED]",
        "a width does not show the whole of a field"
    );
}

#[test]
fn an_expression_shows_its_result_and_leaves_the_field_sealed() {
    struct Form {
        user: &'static str,
        comment: &'static str,
    }
    #[derive(SecureError)]
    #[internal("user {}, {} bytes", .form.user, form.comment.len())]
    struct E {
        form: Form,
    }
    let e = E {
        form: Form {
            user: "ann",
            comment: "private",
        },
    };
    assert_eq!(internal_message(&e).unwrap(), "user ann, 7 bytes");
    assert_eq!(logged(&e, "form").unwrap(), "[REDACTED]");
    assert!(!report(&e).to_string().contains("private"));
}

fn stars(text: &str) -> impl fmt::Display + use<> {
    "*".repeat(text.len())
}

#[test]
fn a_masked_field_is_masked_wherever_the_message_mentions_it() {
    #[derive(SecureError)]
    #[internal("{card} {card:>6} {} {} {} {} {}", .card, card, self.card, format!("{card}"), [1].map(|_| format!("{}", card))[0])]
    struct Named {
        #[internal(with = stars)]
        card: String,
    }
    let named = Named {
        card: "4111".to_owned(),
    };
    assert_eq!(
        internal_message(&named).unwrap(),
        "**** **** **** **** **** **** ****".replacen(" ****", "   ****", 1)
    );
    assert!(!report(&named).to_string().contains("4111"));

    #[derive(SecureError)]
    #[internal("{_0} {_0:} {} {} {}", .0, _0, format!("{}", _0))]
    struct Tuple(#[internal(with = stars)] String);
    let tuple = Tuple("4111".to_owned());
    assert_eq!(internal_message(&tuple).unwrap(), "**** **** **** **** ****");
    assert!(!report(&tuple).to_string().contains("4111"));
}

#[test]
fn a_mask_of_the_crate_serves_a_secret() {
    #[derive(SecureError)]
    #[internal("password {password}, card {card}")]
    struct E {
        #[internal(with = mask::redact)]
        password: String,
        #[internal(with = mask::last4)]
        card: String,
    }
    let e = E {
        password: "hunter2".into(),
        card: "4111 1111 1111 1111".into(),
    };
    assert_eq!(internal_message(&e).unwrap(), "password [REDACTED], card ****1111");
    assert_eq!(logged(&e, "card").unwrap(), "****1111");
    assert!(!report(&e).to_string().contains("hunter2"));
}

#[test]
fn keys_stand_beside_arguments_in_any_order() {
    #[derive(SecureError)]
    #[internal("{} {x} {}", 1, level = "debug", x = 2, alert, 3, retry = transient, event = "sys_crash",)]
    struct E;
    let report = report(&E);
    assert_eq!(internal_message(&E).unwrap(), "1 2 3");
    for (key, value) in [("level", "debug"), ("retry", "transient"), ("event", "sys_crash")] {
        assert_eq!(report.get(key).unwrap(), value);
    }
    assert_eq!(report.get("alert").unwrap(), true);
}

#[test]
fn the_internal_message_reaches_no_public_outlet() {
    #[derive(SecureError)]
    #[public(status = 409, code = "TAKEN", message = "Taken")]
    #[internal("canary {0}")]
    struct E(&'static str);
    let shown = everything_shown(&E("bird"));
    assert!(!shown.contains("canary") && !shown.contains("bird"), "{shown}");
}

#[test]
fn an_error_without_a_message_is_described_by_what_caused_it() {
    #[derive(SecureError)]
    enum E {
        Plain(#[from] std::fmt::Error),
        Redacted(
            #[internal(redact)]
            #[source]
            std::fmt::Error,
        ),
    }
    let cause = std::fmt::Error.to_string();
    assert_eq!(internal_message(&E::Plain(std::fmt::Error)).unwrap(), cause);
    assert_eq!(internal_message(&E::Redacted(std::fmt::Error)), None);
}
