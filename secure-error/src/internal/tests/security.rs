#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use super::event::{PARAMETERS, SecurityEvent};
use super::of_report::with_fields_of;
use super::vocabulary::{all, severity_of};
use crate::error::SecureError;
use crate::internal::builder::ReportBuilder;
use crate::internal::field::loggable;
use crate::internal::fixtures::busy;

/// Every event of the vocabulary and its level, as the document of 2026 has them.
const VOCABULARY: &str = "
    authn_login_success INFO
    authn_login_successafterfail INFO
    authn_login_fail WARN
    authn_login_fail_max WARN
    authn_login_lock WARN
    authn_password_change INFO
    authn_password_change_fail CRITICAL
    authn_impossible_travel CRITICAL
    authn_token_created INFO
    authn_token_revoked INFO
    authn_token_reuse CRITICAL
    authn_token_delete WARN
    authz_fail CRITICAL
    authz_change WARN
    authz_admin WARN
    crypt_decrypt_fail WARN
    crypt_encrypt_fail WARN
    excess_rate_limit_exceeded WARN
    upload_complete INFO
    upload_stored INFO
    upload_delete INFO
    input_validation_fail WARN
    input_validation_discrete_fail WARN
    malicious_excess_404 WARN
    malicious_extraneous CRITICAL
    malicious_attack_tool CRITICAL
    malicious_cors CRITICAL
    malicious_direct_reference CRITICAL
    privilege_permissions_changed WARN
    sensitive_create WARN
    sensitive_read WARN
    sensitive_update WARN
    sensitive_delete WARN
    sequence_fail CRITICAL
    session_created INFO
    session_renewed INFO
    session_expired INFO
    session_use_after_expire CRITICAL
    sys_startup WARN
    sys_shutdown WARN
    sys_restart WARN
    sys_crash WARN
    sys_monitor_disabled WARN
    sys_monitor_enabled WARN
    user_created WARN
    user_updated WARN
    user_archived WARN
    user_deleted WARN
    upload_validation INFO
    upload_validation CRITICAL
";

#[test]
fn every_event_has_the_level_of_the_vocabulary() {
    let made: Vec<String> = all()
        .iter()
        .map(|event| format!("{} {}", event.name, event.severity.as_str()))
        .collect();
    let expected: Vec<&str> = VOCABULARY
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(made, expected);
    for event in all() {
        let of_an_error = severity_of(event.name).unwrap();
        assert!(of_an_error == event.severity || event.name == "upload_validation");
    }
    assert_eq!(severity_of("upload_validation").unwrap().as_str(), "CRITICAL");
    assert_eq!(severity_of("authn_login"), None);
}

/// An event with everything that an event can have.
fn full() -> SecurityEvent {
    let event = SecurityEvent::authz_change()
        .user(1_u64)
        .on_user("system")
        .source_ip([192, 0, 2, 7].into())
        .user_agent("curl\n")
        .resource("account")
        .resource_id(42)
        .action("grant")
        .reason("asked")
        .from("user")
        .to(["user", "admin"])
        .inputs(["zip"])
        .retries(3)
        .limit(5);
    for name in PARAMETERS {
        assert!(
            event.texts.iter().any(|(other, _)| other == name),
            "{name} cannot be set"
        );
    }
    event
}

#[test]
fn what_is_said_twice_is_said_the_last_time() {
    let event = full().user(2_u64);
    let users: Vec<_> = event.texts.iter().filter(|(name, _)| *name == "user").collect();
    assert_eq!(users, [&("user", "2".to_owned())]);
}

#[test]
fn an_error_lends_no_field_that_an_event_does_not_know() {
    let error = busy();
    let report = [
        "user",
        "password",
        "datetime",
        "event",
        "severity",
        "result",
        "request_id",
    ]
    .iter()
    .fold(ReportBuilder::new(error.origin, error.public()), |report, name| {
        report.field(name, loggable(name).__secure_error_text())
    })
    .build();
    let lent = with_fields_of(SecurityEvent::sys_crash(), &report, 0);
    let names: Vec<&str> = lent.texts.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["user"]);
}

#[cfg(feature = "tracing")]
#[path = "security_traced.rs"]
mod traced;

#[cfg(not(feature = "tracing"))]
mod untraced {
    use super::full;
    use crate::error::SecureError;
    use crate::internal::fixtures::busy;
    use crate::internal::ids::Ids;
    use crate::internal::security::sink;
    use crate::internal::target::TargetText;
    use crate::request::RequestId;
    use std::time::UNIX_EPOCH;

    #[test]
    fn an_event_is_one_line_of_json_with_a_time() {
        let ids = Ids::current(RequestId::parse("asked").ok());
        let line = String::from_utf8(sink::line(&full(), &ids, &TargetText::default(), UNIX_EPOCH)).unwrap();
        assert_eq!(
            line,
            concat!(
                r#"{"timestamp":"1970-01-01T00:00:00.000Z","level":"warn","target":"security","message":"security event","#,
                r#""event":"authz_change","severity":"WARN","request_id":"asked","user":"1","on_user":"system","#,
                r#""source_ip":"192.0.2.7","user_agent":"curl\\n","resource":"account","resource_id":"42","#,
                r#""action":"grant","reason":"asked","from":"user","to":"user, admin","inputs":"zip","retries":3,"limit":5}"#,
                "\n"
            )
        );
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
    }

    #[test]
    fn logging_without_a_subscriber_works() {
        full().log();
        busy().report().log();
    }
}
