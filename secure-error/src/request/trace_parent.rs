//! The `traceparent` header: which trace a request belongs to (W3C Trace Context, section 3.2).
#![cfg_attr(not(feature = "tower"), allow(dead_code, reason = "only a boundary reads headers"))]

const TRACE_ID: usize = 32;
const SPAN_ID: usize = 16;
/// `vv-<trace id>-<span id>-ff`
const LEN: usize = 2 + 1 + TRACE_ID + 1 + SPAN_ID + 1 + 2;

/// The trace ID and span ID of the sender of a request. Lower-case hexadecimal digits, so safe wherever they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceParent {
    trace_id: [u8; TRACE_ID],
    span_id: [u8; SPAN_ID],
}

impl TraceParent {
    /// Parses a header value. Returns `None` if it breaks any rule of section 3.2.2: such a header must be ignored (3.3).
    pub(crate) fn parse(value: &[u8]) -> Option<Self> {
        let (known, later) = value.split_at_checked(LEN)?;
        let mut parts = known.split(|byte| *byte == b'-');
        let version: [u8; 2] = hex(parts.next()?)?;
        let trace_id: [u8; TRACE_ID] = hex(parts.next()?)?;
        let span_id: [u8; SPAN_ID] = hex(parts.next()?)?;
        let _flags: [u8; 2] = hex(parts.next()?)?;
        // Version 00 ends here; of a later one the known part is used, if a dash follows. Version ff is forbidden.
        let complete = match &version {
            b"ff" => false,
            b"00" => later.is_empty(),
            _ => later.is_empty() || later.starts_with(b"-"),
        };
        let named = !all_zero(&trace_id) && !all_zero(&span_id);
        (complete && named).then_some(Self { trace_id, span_id })
    }

    pub(crate) fn trace_id(&self) -> &str {
        std::str::from_utf8(&self.trace_id).unwrap_or_default()
    }

    /// The span of the sender, which is the parent of ours.
    pub(crate) fn span_id(&self) -> &str {
        std::str::from_utf8(&self.span_id).unwrap_or_default()
    }
}

/// Exactly `N` lower-case hexadecimal digits.
fn hex<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let digits: [u8; N] = text.try_into().ok()?;
    digits
        .iter()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        .then_some(digits)
}

/// The standard forbids an id of zeros only.
fn all_zero(digits: &[u8]) -> bool {
    digits.iter().all(|digit| *digit == b'0')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn a_traceparent_as_in_the_standard_is_read() {
        let later = format!("01-{TRACE}-{SPAN}-01-what-the-future-will-bring");
        let later_without_more = format!("fe-{TRACE}-{SPAN}-00");
        for value in [format!("00-{TRACE}-{SPAN}-01"), later, later_without_more] {
            let parent = TraceParent::parse(value.as_bytes()).unwrap();
            assert_eq!((parent.trace_id(), parent.span_id()), (TRACE, SPAN), "{value}");
        }
    }

    #[test]
    fn a_traceparent_that_breaks_any_rule_is_ignored() {
        let upper = TRACE.to_uppercase();
        let zeros = ["0".repeat(TRACE_ID), "0".repeat(SPAN_ID)];
        for value in [
            String::new(),
            "00".to_owned(),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-0"),
            format!("00-{TRACE}-{SPAN}-01-more"),
            format!("00-{TRACE}-{SPAN}-01 "),
            format!(" 00-{TRACE}-{SPAN}-01"),
            format!("01-{TRACE}-{SPAN}-01more"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("0x-{TRACE}-{SPAN}-01"),
            format!("00-{upper}-{SPAN}-01"),
            format!("00-{TRACE}-{SPAN}-0g"),
            format!("00-{}-{SPAN}-01", zeros[0]),
            format!("00-{TRACE}-{}-01", zeros[1]),
            format!("00_{TRACE}_{SPAN}_01"),
            format!("00-{SPAN}-{TRACE}-01"),
            format!("00-{TRACE}-{SPAN}-01").replace('4', "-"),
            "é".repeat(LEN),
            "0".repeat(100_000),
        ] {
            assert_eq!(TraceParent::parse(value.as_bytes()), None, "{value}");
        }
    }
}
