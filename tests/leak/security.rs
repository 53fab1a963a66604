//! Security events: what gets into them, what does not, and that no value can forge one.

use crate::corpus::{cases, text};
use crate::escapes::{assert_harmless, names};
use crate::search::{SEALED, find_hidden};
use crate::sink;
use proptest::prelude::*;
use secure_error::log::{EventText, SecurityEvent};
use secure_error::{PublicText, PublicValue, SecureError, mask};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The fields of the only security event of a log.
#[track_caller]
fn only_event(log: &str) -> serde_json::Value {
    let mut events = sink::events(log);
    assert_eq!(events.len(), 1, "{log}");
    assert_eq!(log.matches('\n').count(), log.lines().count());
    events.remove(0)["fields"].take()
}

/// The field of the only event that is logged.
#[track_caller]
fn field(name: &str, event: SecurityEvent) -> String {
    let (log, ()) = sink::json(|| event.log());
    only_event(&log)[name].as_str().unwrap().to_owned()
}

#[derive(PublicValue)]
struct AccountId(u64);

#[derive(PublicValue)]
enum Role {
    #[public("user")]
    User,
    #[public("admin")]
    Admin,
}

#[test]
fn without_us_a_name_that_was_typed_is_a_line_of_the_log() {
    let typed = "alice\n2026-01-01T00:00:00Z  INFO security: login success user=admin";
    let (log, ()) = sink::text(|| tracing::info!(target: "security", user = %typed, "login failed"));
    assert_eq!(log.lines().count(), 2, "{log}");
}

#[test]
fn a_success_is_one_event_with_its_values() {
    let (log, ()) = sink::json(|| {
        SecurityEvent::authz_change()
            .user(AccountId(1))
            .on_user(2_i64)
            .source_ip(Ipv4Addr::new(192, 0, 2, 7).into())
            .from(Role::User)
            .to([Role::User, Role::Admin])
            .log();
    });
    let mut event = only_event(&log);
    let timestamp = event["datetime"].take();
    let timestamp = timestamp.as_str().unwrap();
    assert!(timestamp.ends_with('Z') && timestamp.len() == "2026-01-02T03:04:05.678Z".len());
    let expected = serde_json::json!({
        "message": "security event",
        "datetime": null,
        "event": "authz_change",
        "severity": "WARN",
        "user": "1",
        "on_user": "2",
        "source_ip": "192.0.2.7",
        "from": "user",
        "to": "user, admin",
    });
    assert_eq!(event, expected);

    let (log, ()) = sink::text(|| SecurityEvent::authn_login_success().user(7).log());
    let (_, event) = log
        .split_once(" INFO security: security event datetime=\"")
        .expect(&log);
    assert!(
        event.ends_with("Z\" event=\"authn_login_success\" severity=\"INFO\" user=\"7\"\n"),
        "{log}"
    );
}

#[test]
fn the_log_can_tell_numbers_from_texts() {
    let (log, ()) = sink::json(|| SecurityEvent::authn_login_fail_max().limit(3).retries(4).log());
    let event = only_event(&log);
    assert_eq!((&event["limit"], &event["retries"]), (&3.into(), &4.into()));
}

#[test]
fn text_is_masked_or_said_to_be_harmless() {
    let typed = String::from("hunter2");
    let event = || SecurityEvent::authn_login_fail();
    assert_eq!(
        field("user", event().user(EventText::masked(&typed, mask::redact))),
        "[REDACTED]"
    );
    let first = |name: &'_ String| name.chars().next().unwrap_or_default();
    assert_eq!(field("user", event().user(EventText::masked(&typed, first))), "h");
    // A mask may borrow from what it masks.
    assert_eq!(
        field("user", event().user(EventText::masked(typed.as_str(), str::trim))),
        "hunter2"
    );
    assert_eq!(field("user", event().user(EventText::raw(&typed))), "hunter2");
    assert_eq!(field("user", event().user(PublicText::vouch(&typed))), "hunter2");
    assert_eq!(format!("{:?}", EventText::raw(&typed)), "EventText(..)");
}

#[test]
fn an_ip_address_of_any_kind_is_its_text() {
    for ip in [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)] {
        assert_eq!(
            field("source_ip", SecurityEvent::session_created().source_ip(ip)),
            ip.to_string()
        );
    }
}

struct Panics;

impl fmt::Display for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Display")
    }
}

struct Fails;

impl fmt::Display for Fails {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

#[test]
fn a_value_that_panics_or_fails_costs_no_event() {
    let event = || SecurityEvent::session_created();
    let panics = |_: &u8| -> &'static str { panic!("in the mask") };
    for text in [
        EventText::raw(Panics),
        EventText::masked(&1, |_| Panics),
        EventText::masked(&1, panics),
    ] {
        assert_eq!(field("user", event().user(text)), "<unprintable: panicked>");
    }
    assert_eq!(
        field("user", event().user(EventText::raw(Fails))),
        "<unprintable: formatting failed>"
    );
}

#[derive(SecureError)]
enum LoginError {
    #[public(status = 401, challenge = "Bearer realm=\"api\"")]
    #[internal("wrong password", event = "authn_login_fail")]
    WrongPassword {
        #[internal]
        user: u64,
        #[internal]
        source_ip: IpAddr,
        #[internal(with = mask::redact)]
        user_agent: String,
        /// Sealed.
        reason: String,
        #[internal]
        attempts: u8,
        typed: String,
    },
}

fn wrong_password() -> LoginError {
    LoginError::WrongPassword {
        user: 7,
        source_ip: Ipv6Addr::LOCALHOST.into(),
        user_agent: SEALED.to_owned(),
        reason: SEALED.to_owned(),
        attempts: 7,
        typed: SEALED.to_owned(),
    }
}

#[derive(SecureError)]
enum Outer {
    #[public(transparent)]
    Login(#[from] LoginError),
    #[public(transparent)]
    #[internal(event = "sequence_fail")]
    OutOfTurn(LoginError),
    #[public(transparent)]
    Boxed(Box<Outer>),
    /// Another failure, though a login failed before it.
    Other(#[source] LoginError),
}

#[test]
fn a_failure_lends_what_may_be_logged_and_nothing_else() {
    for error in [
        &wrong_password() as &dyn SecureError,
        &Outer::Login(wrong_password()),
        &Outer::Boxed(Box::new(Outer::Boxed(Box::new(Outer::Login(wrong_password()))))),
    ] {
        let (log, ()) = sink::json(|| error.report().log());
        assert_eq!(sink::records(&log).len(), 1);
        let event = only_event(&log);
        assert_eq!(event["event"], "authn_login_fail");
        assert_eq!(event["severity"], "WARN");
        assert_eq!(event["error.type"], "UNAUTHORIZED");
        assert_eq!((&event["user"], &event["source_ip"]), (&"7".into(), &"::1".into()));
        assert_eq!(event["user_agent"], "[REDACTED]");
        let known = [
            "message",
            "datetime",
            "event",
            "severity",
            "error.type",
            "exception.type",
            "user",
            "source_ip",
            "user_agent",
        ];
        for name in names(&event) {
            assert!(known.contains(&name), "{name} in {log}");
        }
        assert_eq!(find_hidden(log.as_bytes()), None, "{log}");
    }
}

#[test]
fn an_event_belongs_to_the_error_that_says_it() {
    let (log, ()) = sink::json(|| Outer::OutOfTurn(wrong_password()).report().log());
    let event = only_event(&log);
    assert_eq!(
        (&event["event"], &event["severity"]),
        (&"sequence_fail".into(), &"CRITICAL".into())
    );
    assert_eq!(event["exception.type"], "Outer::OutOfTurn");
    assert_eq!(event["user"], serde_json::Value::Null);

    let (log, ()) = sink::json(|| Outer::Other(wrong_password()).report().log());
    assert_eq!(sink::events(&log), [serde_json::Value::Null; 0]);
    assert_eq!(sink::records(&log).len(), 1);
}

#[test]
fn an_error_that_is_not_logged_is_no_event() {
    let (log, ()) = sink::json(|| {
        let error = wrong_password();
        let _ = (error.to_string(), error.report().expose_internal());
        drop(SecurityEvent::session_created().user(7));
    });
    assert_eq!(log, "");
}

#[derive(SecureError)]
#[internal("refused", event = "malicious_extraneous")]
struct Hostile {
    #[internal]
    user: String,
    #[internal]
    inputs: Vec<String>,
}

fn hostile_event(text: &str) -> SecurityEvent {
    SecurityEvent::malicious_attack_tool()
        .user(EventText::raw(text))
        .on_user(EventText::masked(text, |text| text.to_owned()))
        .resource_id(PublicText::vouch(text))
        .user_agent(text)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn no_value_can_add_a_line_or_a_field(text in text()) {
        let hostile = Hostile { user: text.clone(), inputs: vec![text.clone()] };
        let log = || {
            hostile_event(&text).log();
            hostile.report().log();
        };
        let (json, ()) = sink::json(log);
        prop_assert_eq!(json.matches('\n').count(), 3);
        let events = sink::events(&json);
        prop_assert_eq!(events.len(), 2);
        let mut found = [names(&events[0]["fields"]), names(&events[1]["fields"])];
        found.iter_mut().for_each(|names| names.sort_unstable());
        prop_assert_eq!(&found[0], &["datetime", "event", "message", "on_user", "resource_id", "severity", "user", "user_agent"]);
        prop_assert_eq!(&found[1], &["datetime", "error.type", "event", "exception.type", "inputs", "message", "severity", "user"]);
        for event in &events {
            for (name, value) in event["fields"].as_object().unwrap() {
                let value = value.as_str().unwrap();
                assert_harmless(name, value);
                prop_assert!(value.len() <= 1024 + "…[truncated]".len());
            }
        }

        let (log, ()) = sink::text(log);
        prop_assert_eq!(log.matches('\n').count(), 3);
        assert_harmless("a text log", &log.replace('\n', ""));
    }
}
