//! What the log shows of a masked field, and of one that holds a `secrecy` value. No test here sets a key for fingerprints;
//! the suite `fingerprint` does.

use crate::{everything_shown, internal_message, logged};
use secrecy::{ExposeSecret as _, SecretBox, SecretSlice, SecretString};
use secure_error::{SecureError, mask};

const PASSWORD: &str = "hunter2-swordfish";
const DSN: &str = "postgres://admin:hunter2-swordfish@10.0.0.5:5432/prod";

#[derive(SecureError)]
#[internal("{card} of {customer} at {store} as {typed}, {gone}")]
struct Masked {
    #[internal(with = mask::last4)]
    card: &'static str,
    #[internal(with = mask::email)]
    customer: String,
    #[internal(with = mask::url)]
    store: String,
    #[internal(with = mask::fingerprint)]
    typed: String,
    #[internal(with = mask::redact)]
    gone: [u8; 2],
}

#[derive(SecureError)]
#[internal("{card} of {customer} at {store} as {typed}")]
struct Plain {
    card: &'static str,
    customer: String,
    store: String,
    typed: String,
}

#[test]
fn a_mask_decides_what_the_log_shows_of_a_field_alone_and_in_the_message() {
    let plain = Plain {
        card: "4111 1111 1111 1234",
        customer: "alice@example.com".to_owned(),
        store: DSN.to_owned(),
        typed: PASSWORD.to_owned(),
    };
    let said = internal_message(&plain).unwrap();
    for secret in ["4111", "alice", "admin", PASSWORD] {
        assert!(said.contains(secret), "without masks {said} has no {secret}");
    }

    let masked = Masked {
        card: plain.card,
        customer: plain.customer,
        store: plain.store,
        typed: plain.typed,
        gone: [104, 50],
    };
    let shown = [
        ("card", "****1234"),
        ("customer", "***@example.com"),
        ("store", "postgres://[REDACTED]@10.0.0.5:5432/[REDACTED]"),
        ("typed", "[REDACTED]"),
        ("gone", "[REDACTED]"),
    ];
    for (field, shown) in shown {
        assert_eq!(logged(&masked, field).as_deref(), Some(shown));
    }
    let [card, customer, store, typed, gone] = shown.map(|(_, shown)| shown);
    assert_eq!(
        internal_message(&masked).unwrap(),
        format!("{card} of {customer} at {store} as {typed}, {gone}")
    );
}

#[test]
fn what_a_mask_of_the_application_writes_is_escaped_and_bounded() {
    fn wide(_: &u8) -> String {
        "two\nlines ".to_owned() + &"x".repeat(1 << 20)
    }
    #[derive(SecureError)]
    struct Wide(#[internal(with = wide)] u8);

    let shown = logged(&Wide(0), "0").unwrap();
    assert!(shown.starts_with("two\\nlines xxx") && shown.ends_with("…[truncated]"));
    assert!(shown.len() < 1100);
}

#[test]
fn a_mask_takes_an_option_a_number_and_a_function_in_front_of_it() {
    struct Pan(String);
    fn pan(card: &Pan) -> mask::Masked {
        mask::last4(&card.0)
    }
    #[derive(SecureError)]
    struct Cards {
        #[internal(with = mask::last4)]
        maybe: Option<String>,
        #[internal(with = mask::last4)]
        none: Option<&'static str>,
        #[internal(with = mask::last4)]
        number: u64,
        #[internal(with = pan)]
        wrapped: Pan,
    }
    let cards = Cards {
        maybe: Some("4111111111111111".to_owned()),
        none: None,
        number: 5_555_555_555_554_444,
        wrapped: Pan("378282246310005".to_owned()),
    };
    for (field, shown) in [
        ("maybe", "****1111"),
        ("none", "[REDACTED]"),
        ("number", "****4444"),
        ("wrapped", "****0005"),
    ] {
        assert_eq!(logged(&cards, field).as_deref(), Some(shown));
    }
}

#[derive(SecureError)]
#[internal("{debugged:?} at {store} for {card}, {}", .exposed.expose_secret().len())]
struct Secrets {
    unmarked: SecretString,
    #[internal]
    marked: SecretString,
    #[internal]
    bytes: SecretSlice<u8>,
    debugged: SecretString,
    #[internal(with = mask::redact)]
    redacted: SecretString,
    #[internal(with = mask::fingerprint)]
    password: SecretString,
    #[internal(with = mask::url)]
    store: SecretString,
    #[internal(with = mask::last4)]
    card: Option<SecretString>,
    #[internal(with = mask::last4)]
    number: SecretBox<u64>,
    exposed: SecretString,
}

#[test]
fn a_secret_box_is_opened_by_masks_only() {
    let secret = || SecretString::from(PASSWORD);
    let error = Secrets {
        unmarked: secret(),
        marked: secret(),
        bytes: SecretBox::new(PASSWORD.as_bytes().into()),
        debugged: secret(),
        redacted: secret(),
        password: secret(),
        store: SecretString::from(DSN),
        card: Some(SecretString::from("4111111111111234")),
        number: SecretBox::new(Box::new(5_555_555_555_554_444)),
        exposed: secret(),
    };
    for (field, shown) in [
        ("unmarked", "[REDACTED]"),
        ("marked", "SecretBox<str>([REDACTED])"),
        ("bytes", "SecretBox<[u8]>([REDACTED])"),
        ("debugged", "SecretBox<str>([REDACTED])"),
        ("redacted", "[REDACTED]"),
        ("password", "[REDACTED]"),
        ("store", "postgres://[REDACTED]@10.0.0.5:5432/[REDACTED]"),
        ("card", "****1234"),
        ("number", "****4444"),
        ("exposed", "[REDACTED]"),
    ] {
        assert_eq!(logged(&error, field).as_deref(), Some(shown), "{field}");
    }
    let page = error.report().expose_internal().to_string() + &everything_shown(&error);
    assert!(page.contains(" for ****1234, 17"), "{page}");
    for secret in ["hunter2", "swordfish", "admin", "4111", "5555", "104, 117"] {
        assert!(!page.contains(secret), "{secret} is in {page}");
    }
}
