//! What an error says about itself: level, retry, alert and event, by default and by decision.

use secure_error::SecureError;
use secure_error::log::Level;
use secure_error::work::Retry;

#[derive(SecureError)]
enum Defaults {
    Undecided,
    #[public(status = 400)]
    BadRequest,
    #[public(status = 401, challenge = "Bearer realm=\"api\"")]
    Unauthorized,
    #[public(status = 403)]
    Forbidden,
    #[public(status = 404)]
    NotFound,
    #[public(status = 429)]
    TooManyRequests,
    #[public(status = 503)]
    #[internal("says nothing about level or retry")]
    Unavailable,
}

#[test]
fn the_level_follows_from_the_status() {
    for (error, level) in [
        (Defaults::Undecided, Level::Error),
        (Defaults::BadRequest, Level::Info),
        (Defaults::Unauthorized, Level::Warn),
        (Defaults::Forbidden, Level::Warn),
        (Defaults::NotFound, Level::Info),
        (Defaults::TooManyRequests, Level::Warn),
        (Defaults::Unavailable, Level::Error),
    ] {
        assert_eq!(error.report().level(), level, "{error:?}");
    }
}

#[test]
fn no_error_is_retried_or_an_alert_or_an_event_unless_declared() {
    for error in [Defaults::Undecided, Defaults::TooManyRequests, Defaults::Unavailable] {
        assert_eq!(
            (error.retry(), error.report().retry()),
            (Retry::Permanent, Retry::Permanent)
        );
        assert_eq!((error.report().alert(), error.report().event()), (false, None));
    }
}

#[derive(SecureError)]
enum Decided {
    #[public(status = 404)]
    #[internal(level = "error")]
    Error,
    #[public(status = 500)]
    #[internal("with a message", level = "warn")]
    Warn,
    #[internal(level = "info")]
    Info,
    #[internal(level = "debug")]
    Debug,
    #[internal(retry = transient)]
    Transient,
    #[internal(retry = permanent)]
    Permanent,
    #[internal(retry = unknown_outcome)]
    UnknownOutcome,
    #[internal(alert)]
    Alert,
    #[internal(event = "authn_login_fail")]
    Event,
}

#[test]
fn a_level_that_is_given_goes_before_the_status() {
    for (error, level) in [
        (Decided::Error, Level::Error),
        (Decided::Warn, Level::Warn),
        (Decided::Info, Level::Info),
        (Decided::Debug, Level::Debug),
        (Decided::Transient, Level::Error),
    ] {
        assert_eq!(error.report().level(), level);
    }
}

#[test]
fn the_error_and_its_report_agree_on_retry() {
    for (error, retry) in [
        (Decided::Transient, Retry::Transient),
        (Decided::Permanent, Retry::Permanent),
        (Decided::UnknownOutcome, Retry::UnknownOutcome),
        (Decided::Alert, Retry::Permanent),
    ] {
        assert_eq!((error.retry(), error.report().retry()), (retry, retry));
    }
}

#[test]
fn alert_and_event_are_what_was_said() {
    assert!(Decided::Alert.report().alert());
    assert_eq!(Decided::Event.report().event(), Some("authn_login_fail"));
    assert_eq!(
        (Decided::Event.report().alert(), Decided::Alert.report().event()),
        (false, None)
    );
}

#[test]
fn a_struct_says_it_too() {
    #[derive(SecureError)]
    #[internal(level = "info", retry = unknown_outcome, alert, event = "sys_crash")]
    struct E;
    let report = E.report();
    assert_eq!(crate::text(&crate::report(&E), "/type").unwrap(), "E");
    assert_eq!((report.level(), report.retry()), (Level::Info, Retry::UnknownOutcome));
    assert_eq!((report.alert(), report.event()), (true, Some("sys_crash")));
}

#[test]
fn none_of_it_is_public() {
    for error in [Decided::Error, Decided::Transient, Decided::Alert, Decided::Event] {
        let shown = crate::everything_shown(&error);
        for word in ["transient", "alert", "authn_login_fail", "level", "retry"] {
            assert!(!shown.contains(word), "{word}: {shown}");
        }
    }
}
