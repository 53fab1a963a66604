//! Remarks for operators about a request that has not failed, or not for this reason.
//!
//! A remark is not the record of a request: it does not enter the ledger, and a failure is logged beside it.

/// `notice!(target: TARGET, "constant message", "name" = value, …)`: one record with the level `WARN`, the ids of the
/// current request, and values that are numbers (`u64`) or constants of the program (`&'static str`).
///
/// It never fails and never panics, whatever the log sink does. The caller limits how many there are.
#[cfg(feature = "tracing")]
macro_rules! notice {
    (target: $target:expr, $message:expr, $($name:literal = $value:expr),+ $(,)?) => {
        $crate::request::unwind::contained_by($crate::request::unwind::Catcher::Log, || {
            let ids = $crate::internal::ids::Ids::current(None);
            ::tracing::event!(
                target: $target,
                ::tracing::Level::WARN,
                message = $message,
                "request_id" = ids.request_id(),
                "client_request_id" = ids.client_request_id(),
                "trace_id" = ids.trace_id(),
                "span_id" = ids.span_id(),
                $($name = $value),+
            );
        })
    };
}

/// The same as one line of JSON on standard error.
#[cfg(not(feature = "tracing"))]
macro_rules! notice {
    (target: $target:expr, $message:expr, $($name:literal = $value:expr),+ $(,)?) => {
        $crate::request::unwind::contained_by($crate::request::unwind::Catcher::Log, || {
            $crate::internal::notice::print($target, $message, [$(($name, $value.into())),+])
        })
    };
}

pub(crate) use notice;

#[cfg(not(feature = "tracing"))]
pub(crate) use untraced::print;

#[cfg(not(feature = "tracing"))]
mod untraced {
    use crate::internal::Level;
    use crate::internal::ids::Ids;
    use crate::internal::line;
    use crate::text::node::Member;
    use std::time::SystemTime;

    pub(crate) fn print<const N: usize>(target: &str, message: &str, members: [Member<'_>; N]) {
        line::print(&self::line(SystemTime::now(), target, message, members));
    }

    pub(super) fn line<const N: usize>(
        now: SystemTime,
        target: &str,
        message: &str,
        members: [Member<'_>; N],
    ) -> Vec<u8> {
        let ids = Ids::current(None);
        line::of(now, Level::Warn, target, message, ids.members().chain(members))
    }
}

#[cfg(all(test, not(feature = "tracing")))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::request::RequestId;
    use crate::request::scope::{self, RequestScope};
    use crate::request::trace_parent::TraceParent;
    use crate::text::node::Node;
    use std::sync::Arc;
    use std::time::UNIX_EPOCH;

    fn line() -> String {
        let members = [("elapsed_ms", Node::Number(7)), ("reason", Node::Text("why"))];
        String::from_utf8(untraced::line(UNIX_EPOCH, "secure_error", "slow", members)).unwrap()
    }

    #[test]
    fn a_remark_is_one_line_of_json_with_the_ids_of_its_request() {
        assert_eq!(
            line(),
            "{\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"level\":\"warn\",\"target\":\"secure_error\",\"message\":\"slow\",\"elapsed_ms\":7,\"reason\":\"why\"}\n"
        );
        let trace = TraceParent::parse(b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        let [id, of_client] = ["own", "theirs"].map(|id| RequestId::parse(id).unwrap());
        let context = Arc::new(RequestScope::new(id, Some(of_client), trace));
        let line = scope::within(&context, line);
        assert!(line.contains(
            r#""message":"slow","request_id":"own","client_request_id":"theirs","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","elapsed_ms":7,"#
        ), "{line}");
    }

    #[test]
    fn a_remark_leaves_no_note_about_the_request() {
        let context = Arc::new(RequestScope::new(RequestId::generate(), None, None));
        let before = format!("{context:?}");
        scope::within(
            &context,
            || notice!(target: "secure_error", "slow", "elapsed_ms" = 7_u64),
        )
        .unwrap();
        assert_eq!(format!("{context:?}"), before);
    }
}
