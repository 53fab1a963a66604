//! The report as a page for people and as data for machines.

use crate::internal::Retry;
use crate::internal::link::Link;
use crate::internal::snapshot::Snapshot;
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// An exposed [`Report`](super::report::Report): everything in it, for operators only.
///
/// `Display` and `Debug` write a page for a terminal, `Serialize` the same as data. All text is sanitised: a value cannot
/// add a line or control the terminal.
pub struct Exposed(Snapshot);

impl Exposed {
    pub(super) const fn new(snapshot: Snapshot) -> Self {
        Self(snapshot)
    }
}

#[cfg(all(test, feature = "dev-details"))]
impl Exposed {
    pub(crate) fn record(&self) -> crate::text::node::Node<'_> {
        self.0.record()
    }
}

impl Serialize for Exposed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.record().serialize(serializer)
    }
}

impl fmt::Debug for Exposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Exposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let it = &self.0;
        f.write_str(it.name())?;
        if let Some(message) = &it.error.message {
            write!(f, ": {message}")?;
        }
        f.write_str("\n")?;
        section(
            f,
            "response",
            [format!("{} {} \"{}\"", it.status, it.code, it.public_message)],
        )?;
        section(f, "logged as", [self.remarks()])?;
        section(f, "request id", it.ids.request_id().map(str::to_owned))?;
        section(f, "location", it.error.location.iter().cloned())?;
        section(f, "fields", it.error.field_lines())?;
        section(f, "caused by", it.causes.iter().flat_map(Link::lines))?;
        section(
            f,
            "backtrace",
            it.backtrace.iter().map(|line| line.trim_end().to_owned()),
        )?;
        section(
            f,
            "note",
            it.chain_truncated
                .then(|| "there are more causes, or they go in a circle".to_owned()),
        )?;
        section(
            f,
            "note",
            it.truncated.then(|| "some values are cut at their limit".to_owned()),
        )
    }
}

impl Exposed {
    /// Level and flags, as in the log: `error, transient, authn_login_fail, alert`.
    fn remarks(&self) -> String {
        let it = &self.0;
        let flags = it.event.into_iter().chain(it.alert.then_some("alert"));
        let retry = it.retry.map(Retry::as_str);
        std::iter::once(it.level.as_str())
            .chain(retry)
            .chain(flags)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Writes lines in the right column, with the title before the first. Writes nothing without lines.
fn section(f: &mut fmt::Formatter<'_>, title: &str, lines: impl IntoIterator<Item = String>) -> fmt::Result {
    let titles = std::iter::once(title).chain(std::iter::repeat(""));
    titles
        .zip(lines)
        .try_for_each(|(title, line)| write!(f, "\n  {title:<10}  {line}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::error::SecureError;
    use crate::internal::fixtures::{AccountError, Driver, Inner, busy};
    use crate::request::RequestId;

    fn id() -> RequestId {
        RequestId::parse("0123456789abcdef0123456789abcdef").unwrap()
    }

    /// Without the numbers of lines, which change with the fixtures.
    fn stable(text: &str) -> String {
        let place = |line: &str| {
            line.split_once("fixtures.rs:")
                .map(|(before, _)| format!("{before}fixtures.rs"))
        };
        text.lines()
            .map(|line| place(line).unwrap_or_else(|| line.to_owned()) + "\n")
            .collect()
    }

    #[test]
    fn the_page_is_aligned_and_says_everything() {
        let exposed = busy().report().with_request_id(&id()).expose_internal();
        let page = r#"AccountError::Busy: ledger of account 42 is locked

  response    503 SERVICE_UNAVAILABLE "Service temporarily unavailable"
  logged as   error, transient, sys_crash, alert
  request id  0123456789abcdef0123456789abcdef
  location    secure-error/src/internal/tests/fixtures.rs
  fields      table   = accounts
              id      = 42
              attempt = [REDACTED]
              note    = two\nlines \u{202e}and "quotes"
  caused by   BillingError::Gateway: provider timed out (502 PAYMENT_GATEWAY)
                at secure-error/src/internal/tests/fixtures.rs
                invoice  = 7
                attempts = 3
              Driver: level 1
              Driver: root
"#;
        assert_eq!(stable(&exposed.to_string()), page);
        assert_eq!(stable(&format!("{exposed:?}")), page);
    }

    #[test]
    fn an_error_that_says_nothing_has_a_short_page() {
        let page = AccountError::bare().report().expose_internal().to_string();
        assert_eq!(
            page,
            "AccountError::Bare\n\n  response    401 UNAUTHORIZED \"Unauthorized\"\n  logged as   warn, permanent"
        );
    }

    #[test]
    fn a_backtrace_is_shown_line_by_line_and_missing_parts_are_noted() {
        let cause = Inner::Plain(Box::new(Driver::chain(20)));
        let backtrace = Some(std::backtrace::Backtrace::force_capture());
        let fields = vec![("long", Some("x".repeat(5000)))];
        let error = AccountError {
            fields,
            backtrace,
            ..AccountError::bare()
        }
        .because(cause);
        let page = error.report().expose_internal().to_string();
        assert!(
            page.contains("\n  backtrace      0: ") && page.contains("\n                 1: "),
            "{page}"
        );
        assert!(page.ends_with(concat!(
            "\n  note        there are more causes, or they go in a circle",
            "\n  note        some values are cut at their limit"
        )));
    }

    #[test]
    fn the_data_has_the_members_of_the_page() {
        let exposed = busy().report().with_request_id(&id()).expose_internal();
        let data = serde_json::to_value(&exposed).unwrap();
        let names: Vec<&String> = data.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            [
                "alert",
                "caused_by",
                "code",
                "event",
                "fields",
                "fingerprint",
                "level",
                "location",
                "message",
                "public_message",
                "request_id",
                "retry",
                "status",
                "type"
            ]
        );
        assert_eq!(data.pointer("/status").unwrap(), 503);
        assert_eq!(data.pointer("/alert").unwrap(), true);
        assert_eq!(data.pointer("/fields/attempt").unwrap(), "[REDACTED]");
        assert_eq!(data.pointer("/caused_by/0/fields/invoice").unwrap(), "7");
        assert_eq!(
            data.pointer("/caused_by/2").unwrap(),
            &serde_json::json!({"type": "Driver", "message": "root"})
        );
    }
}
