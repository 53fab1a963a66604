//! Security events, named by the OWASP Application Logging Vocabulary, for security monitoring.
//!
//! ```text
//! the application ──> event ──> sink        target `security`
//! a report with an event ──> of_report ──┘
//!        value: what may be put into an event
//! ```

pub(crate) mod event;
mod of_report;
mod severity;
mod sink;
pub(crate) mod value;
mod vocabulary;

pub use event::SecurityEvent;
pub(super) use of_report::event_of;

#[cfg(test)]
#[path = "../tests/security.rs"]
mod tests;
