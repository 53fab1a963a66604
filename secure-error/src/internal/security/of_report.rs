//! The security event of a failure.

use super::event::{PARAMETERS, SecurityEvent};
use super::severity::Severity;
use super::sink;
use super::vocabulary::severity_of;
use crate::internal::report::{Field, Report};
use crate::request::unwind::contained;

/// The event of a report, if it has one that the log records.
pub(in crate::internal) fn event_of(report: &Report<'_>) -> Option<SecurityEvent> {
    contained(|| read(report)).flatten()
}

fn read(report: &Report<'_>) -> Option<SecurityEvent> {
    let name = report.event()?;
    // Every name was checked by the derive; what is not known is not harmless.
    let severity = severity_of(name).unwrap_or(Severity::Critical);
    if !sink::is_enabled(severity) {
        return None;
    }
    let mut event = SecurityEvent::new(name, severity);
    event.request_id = report.request_id;
    event = event
        .text("error.type", report.public.problem_type().code().to_owned())
        .text("exception.type", report.origin.name());
    Some(with_fields_of(event, report, report.event_depth))
}

/// The report of the error that sets the event: this one, or, if it is transparent, the one `depth` errors below.
pub(super) fn with_fields_of(event: SecurityEvent, report: &Report<'_>, depth: u8) -> SecurityEvent {
    match depth.checked_sub(1) {
        None => report.fields.iter().fold(event, with_field),
        Some(depth) => match report.face_report() {
            Some(inner) => with_fields_of(event, &inner, depth),
            None => event,
        },
    }
}

fn with_field(event: SecurityEvent, field: &Field<'_>) -> SecurityEvent {
    let lent = Some(field).filter(|field| PARAMETERS.contains(&field.name));
    match lent.and_then(Field::shown) {
        Some(shown) => event.text(field.name, shown.text),
        None => event,
    }
}
