//! Remarks for operators about a request that has not failed, or not for this reason.
//!
//! A remark is not the record of a request: it leaves no note in the context, and a failure is logged beside it.

use crate::context::{self, RequestContext};
use crate::request_id::RequestId;
use crate::trace_parent::TraceParent;

/// `notice!("constant message", "name" = number, …)`: one record with the level `WARN`, the target `secure_error`, the
/// ids of the current request, and numbers (`u64`).
///
/// It never fails and never panics, whatever the log sink does. The caller bounds how many there are.
#[cfg(feature = "tracing")]
macro_rules! notice {
    ($message:literal, $($name:literal = $number:expr),+ $(,)?) => {
        $crate::unwind::contained_by($crate::unwind::Catcher::Log, || {
            let ids = $crate::internal::notice::Ids::current();
            ::tracing::event!(
                target: $crate::internal::notice::TARGET,
                ::tracing::Level::WARN,
                message = $message,
                "request_id" = ids.request_id(),
                "client_request_id" = ids.client_request_id(),
                "trace_id" = ids.trace_id(),
                "span_id" = ids.span_id(),
                $($name = $number),+
            );
        })
    };
}

/// The same as one line of JSON on standard error.
#[cfg(not(feature = "tracing"))]
macro_rules! notice {
    ($message:literal, $($name:literal = $number:expr),+ $(,)?) => {
        $crate::unwind::contained_by($crate::unwind::Catcher::Log, || {
            $crate::internal::notice::print($message, &[$(($name, $number)),+]);
        })
    };
}

pub(crate) use crate::internal::log::TARGET;
pub(crate) use notice;

/// What the request of a remark is called.
pub(crate) struct Ids {
    request_id: Option<RequestId>,
    client_request_id: Option<RequestId>,
    trace: Option<TraceParent>,
}

impl Ids {
    /// Those of the request that this thread is answering; nothing if there is none.
    pub(crate) fn current() -> Self {
        let context = context::current();
        let context = context.as_deref();
        Self {
            request_id: context.map(RequestContext::request_id),
            client_request_id: context.and_then(RequestContext::client_request_id),
            trace: context.and_then(RequestContext::trace),
        }
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request_id.as_ref().map(RequestId::as_str)
    }

    pub(crate) fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_ref().map(RequestId::as_str)
    }

    pub(crate) fn trace_id(&self) -> Option<&str> {
        self.trace.as_ref().map(TraceParent::trace_id)
    }

    pub(crate) fn span_id(&self) -> Option<&str> {
        self.trace.as_ref().map(TraceParent::span_id)
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) use line::print;

#[cfg(not(feature = "tracing"))]
mod line {
    use super::{Ids, TARGET};
    use crate::internal::clock::Timestamp;
    use crate::internal::record::Node;
    use crate::level::Level;
    use std::io::Write;
    use std::time::SystemTime;

    type Numbers<'a> = &'a [(&'static str, u64)];

    /// Written in one piece; if that fails there is nowhere left to say so.
    pub(crate) fn print(message: &'static str, numbers: Numbers<'_>) {
        let line = line(message, &Ids::current(), numbers, &Timestamp(SystemTime::now()));
        let _ = std::io::stderr().lock().write_all(&line);
    }

    pub(super) fn line(message: &'static str, ids: &Ids, numbers: Numbers<'_>, now: &Timestamp) -> Vec<u8> {
        let now = now.to_string();
        let mut members = vec![
            ("timestamp", Node::Text(&now)),
            ("level", Node::Text(Level::Warn.as_str())),
            ("target", Node::Text(TARGET)),
            ("message", Node::Text(message)),
        ];
        let ids = [
            ("request_id", ids.request_id()),
            ("client_request_id", ids.client_request_id()),
            ("trace_id", ids.trace_id()),
            ("span_id", ids.span_id()),
        ];
        members.extend(ids.into_iter().filter_map(|(name, id)| Some((name, Node::Text(id?)))));
        members.extend(numbers.iter().map(|(name, number)| (*name, Node::Number(*number))));
        let mut line = Vec::new();
        Node::Map(members).write(&mut line);
        line.push(b'\n');
        line
    }
}

#[cfg(all(test, not(feature = "tracing")))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::internal::clock::Timestamp;
    use std::sync::Arc;
    use std::time::UNIX_EPOCH;

    fn line() -> String {
        let line = line::line("slow", &Ids::current(), &[("elapsed_ms", 7)], &Timestamp(UNIX_EPOCH));
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn a_remark_is_one_line_of_json_with_the_ids_of_its_request() {
        assert_eq!(
            line(),
            "{\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"level\":\"warn\",\"target\":\"secure_error\",\"message\":\"slow\",\"elapsed_ms\":7}\n"
        );
        let trace = TraceParent::parse(b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        let [id, of_client] = ["own", "theirs"].map(|id| RequestId::parse(id).unwrap());
        let context = Arc::new(RequestContext::new(id, Some(of_client), trace));
        let line = context::within(&context, line);
        assert!(line.contains(
            r#""message":"slow","request_id":"own","client_request_id":"theirs","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","elapsed_ms":7}"#
        ), "{line}");
    }

    #[test]
    fn a_remark_leaves_no_note_about_the_request() {
        let context = Arc::new(RequestContext::new(RequestId::generate(), None, None));
        context::within(&context, || notice!("slow", "elapsed_ms" = 7)).unwrap();
        let untouched = RequestContext::new(context.request_id(), None, None);
        assert_eq!(format!("{context:?}"), format!("{untouched:?}"));
    }
}
