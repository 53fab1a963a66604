#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use super::*;
use crate::internal::guard;
use crate::internal::mask::{self, REDACTED};
use crate::internal::typed::Rule;
use std::fmt;

fn logged(text: &str) -> String {
    guard::display_scrubbed(Rule::Known, text).text
}

#[test]
fn text_without_secrets_is_not_even_copied() {
    assert!(matches!(text("connection refused (os error 111)"), Cow::Borrowed(_)));
    assert_eq!(text(""), "");
}

#[test]
fn a_secret_that_lies_across_a_limit_does_not_survive_in_part() {
    let secrets = [
        "postgres://admin:hunter2@10.0.0.5/prod",
        "password=hunter2hunter2",
        "card 4111 1111 1111 1111 refused",
        "Authorization: Bearer hunter2.hunter2.hunter2",
        "key AKIAHUNTER2HUNTER234",
    ];
    let traces = ["admin", "unter", "4111", "AKIA", "HUNTER"];
    for secret in secrets {
        assert!(traces.iter().any(|trace| secret.contains(trace)));
        // The limits of what is shown, and of what is read.
        for limit in [guard::VALUE_BYTES, READ] {
            for at in (limit - 60..limit + 10).step_by(3) {
                let long = format!("{} {secret} {}", "x".repeat(at), "y".repeat(20_000));
                for shown in [logged(&long), text(&long).into_owned()] {
                    let trace = traces.iter().find(|trace| shown.contains(**trace));
                    assert_eq!(trace, None, "{secret} at {at}");
                    assert!(shown.ends_with("…[truncated]"));
                }
            }
        }
    }
}

#[test]
fn a_secret_longer_than_what_is_kept_back_does_not_survive_in_part() {
    let long = "hunter2".repeat(1000);
    for secret in [
        format!("postgres://admin:{long}@10.0.0.5/prod"),
        format!("admin:{long}@tcp(db)/prod"),
        format!("jdbc:oracle:thin:admin/{long}@db"),
        format!("Duplicate entry '{long}' for key 'x'"),
        format!("password={long}"),
    ] {
        for at in [guard::VALUE_BYTES - 100, READ - MARGIN - 100, READ - MARGIN, READ - 10] {
            let text_of = format!("{} {secret} y", "x ".repeat(at / 2));
            for shown in [logged(&text_of), text(&text_of).into_owned()] {
                let trace = ["admin", "hunt", "ter2"].iter().find(|trace| shown.contains(**trace));
                assert_eq!(trace, None, "{at}: {shown}");
            }
        }
    }
}

#[test]
fn of_a_long_text_as_much_is_logged_as_ever() {
    for long in ["x".repeat(1 << 20), "lorem ipsum ".repeat(10_000)] {
        let shown = logged(&long);
        assert_eq!(shown, guard::display(&long).text);
        assert!(shown.len() > guard::VALUE_BYTES);
    }
}

#[test]
fn line_breaks_in_a_secret_are_found_before_they_are_escaped() {
    let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKC\nhunter2\n-----END RSA PRIVATE KEY-----";
    assert_eq!(
        logged(&format!("bad key:\n{key}\nat line 3")),
        "bad key:\\n[REDACTED]\\nat line 3"
    );
    let end_is_missing = format!("{key}{}", "A".repeat(1 << 20)).replace("-----END", "");
    assert_eq!(logged(&end_is_missing), "[REDACTED]…[truncated]");
}

#[test]
fn formatting_that_ends_early_is_searched_as_well() {
    let fails = guard::scrubbed(Rule::Known, |f| {
        f.write_str("to postgres://admin:hunter2@10.0.0.5").and(Err(fmt::Error))
    });
    assert_eq!(
        fails.text,
        "to postgres://[REDACTED]@10.0.0.5<unprintable: formatting failed>"
    );
    let panics = guard::scrubbed(Rule::Known, |f| {
        f.write_str("to postgres://admin:hunter2@10.0.0.5")?;
        panic!("in Display")
    });
    assert_eq!(panics.text, "to postgres://[REDACTED]@10.0.0.5<unprintable: panicked>");
}

#[test]
fn a_megabyte_of_near_matches_is_cut_and_ends() {
    for piece in [
        "x",
        "://a:",
        "://u:1/@",
        "bearer password token: ",
        "1234567890123 ",
        "4 ",
        "password=",
        "password: ",
        "-----BEGIN A-----",
        "-----END A-----",
        "eyJ",
        "\"password\":\"",
        "\\\\\\\"",
        "é:é@",
        ")=(",
        "a)=(b) ",
        "mysql -p",
        "mysql ",
        "curl -u ",
        "thin:a/",
        "Duplicate entry '",
        "--password ",
        "Password(\"",
        "dup key: { ",
        "ghp_",
        "AKIA",
    ] {
        let long = piece.repeat((1 << 20) / piece.len());
        for shown in [logged(&long), text(&long).into_owned()] {
            assert!(shown.ends_with("…[truncated]"), "{piece}");
            assert!(shown.len() <= 8 * READ, "{piece}: {}", shown.len());
        }
        assert!(logged(&long).len() <= guard::VALUE_BYTES + 16);
    }
}

#[test]
fn what_masks_show_is_left_as_it_is() {
    for masked in [
        mask::last4("4111111111111111"),
        mask::email("alice@example.com"),
        mask::url("postgres://admin:hunter2@10.0.0.5:5432/prod"),
        mask::redact(""),
    ] {
        let masked = masked.to_string();
        assert_eq!(text(&masked), masked);
    }
    let fingerprint = "k2:f11893cef5b723d1dd42aecef0a25169,2026-07:00112233445566778899001122334455";
    assert_eq!(text(fingerprint), fingerprint);
    assert_eq!(text(REDACTED), REDACTED);
}
