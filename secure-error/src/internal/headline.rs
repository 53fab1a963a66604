//! What a `SecureError` says to operators in one line, for the messages and fields of others.

use crate::internal::capture;
use crate::internal::guard;
use crate::internal::nesting::nested;
use crate::internal::report::{Kind, Report, Reported};
use crate::internal::walk::MAX_CAUSES;
use std::fmt;

/// A `SecureError` as a message or field of another error shows it: by its internal message. Its report is offered as that
/// of any error that is displayed.
///
/// Outside of a report that is being formatted, it shows the public message.
pub struct Headline<'a>(&'a dyn Reported);

impl<'a> Headline<'a> {
    pub(super) const fn new(error: &'a dyn Reported) -> Self {
        Self(error)
    }
}

impl fmt::Debug for Headline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headline(..)")
    }
}

impl fmt::Display for Headline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !capture::is_held() {
            return f.pad(self.0.own_report().public.message());
        }
        capture::into_net(|| self.0.own_report());
        // What it shows itself is in its own report. Deep enough in messages that show others, the public one has to do.
        let shown = nested(|| capture::unwatched(|| write(self.0.own_report(), f)));
        shown.unwrap_or_else(|| f.pad(self.0.own_report().public.message()))
    }
}

/// The internal message, or that of the first cause that has one.
fn write(report: Report<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let public = report.public.clone();
    let mut report = report;
    for _ in 0..MAX_CAUSES {
        if let Some(message) = &report.message {
            return pad(f, |f| message.fmt(f));
        }
        match report.cause.filter(|cause| !cause.redacted).map(|cause| cause.kind) {
            Some(Kind::Secure(error)) => report = error.own_report(),
            Some(Kind::Plain(error)) => return pad(f, |f| write!(f, "{error}")),
            None => break,
        }
    }
    f.pad(public.message())
}

/// With the requested width and precision.
fn pad(f: &mut fmt::Formatter<'_>, text: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result) -> fmt::Result {
    if f.width().is_none() && f.precision().is_none() {
        return text(f);
    }
    f.pad(&guard::bounded(&text)?)
}
