//! The body with the report in it, by its media type.

use super::html;
use crate::internal::exposed::Exposed;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use std::io::Write;

/// Nothing, and no change of a header, if nothing can be added to such a body.
pub(super) fn with_details(headers: &mut HeaderMap, body: &[u8], report: &Exposed) -> Option<Vec<u8>> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
    let media_type = content_type.split(';').next()?.trim();
    match media_type {
        "text/html" => html::with_details(headers, body, report),
        "text/plain" => text(body, report),
        _ if media_type.ends_with("/json") || media_type.ends_with("+json") => json(body, report),
        _ => None,
    }
}

/// One more member, `development`, at the end of the object.
fn json(body: &[u8], report: &Exposed) -> Option<Vec<u8>> {
    let members = body.trim_ascii().strip_prefix(b"{")?.strip_suffix(b"}")?.trim_ascii();
    let mut out = Vec::with_capacity(2 * body.len());
    out.push(b'{');
    out.extend_from_slice(members);
    if !members.is_empty() {
        out.push(b',');
    }
    out.extend_from_slice(b"\"development\":");
    report.record().write(&mut out);
    out.push(b'}');
    Some(out)
}

/// The page of the report, below a line that says what it is.
fn text(body: &[u8], report: &Exposed) -> Option<Vec<u8>> {
    let mut out = body.to_vec();
    writeln!(out, "\n--- development details, only for clients on this machine ---\n").ok()?;
    writeln!(out, "{report}").ok()?;
    Some(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::SecureError;
    use crate::internal::fixtures::busy;
    use http::HeaderValue;

    fn added(media_type: &'static str, body: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let body = with_details(&mut headers, body.as_bytes(), &busy().report().expose_internal())?;
        Some(String::from_utf8(body).unwrap())
    }

    #[test]
    fn an_object_gets_one_more_member_and_stays_an_object() {
        for (body, before) in [
            (
                r#"{"code":"A","b":[{}]}"#,
                r#"{"code":"A","b":[{}],"development":{"type":"#,
            ),
            (" { } \n", r#"{"development":{"type":"#),
        ] {
            let new = added("application/problem+json", body).unwrap();
            assert!(new.starts_with(before), "{new}");
            let value: serde_json::Value = serde_json::from_str(&new).unwrap();
            assert_eq!(value.pointer("/development/type").unwrap(), "AccountError::Busy");
        }
    }

    #[test]
    fn text_gets_a_part_of_its_own() {
        let new = added("Text/Plain; charset=utf-8", "503 Busy\n").unwrap();
        assert!(new.starts_with("503 Busy\n\n--- development details"), "{new}");
        assert!(
            new.contains("AccountError::Busy: ledger of account 42 is locked"),
            "{new}"
        );
    }

    #[test]
    fn what_is_neither_stays_as_it_is() {
        for (media_type, body) in [
            ("application/json", "[1]"),
            ("application/json", ""),
            ("application/json", "{"),
            ("application/xml", "<a/>"),
            ("text/html", "<p>a page of somebody else</p>"),
            ("text/html; charset=utf-8", "<html><body></body></html>"),
            ("image/png", "{}"),
        ] {
            assert_eq!(added(media_type, body), None, "{media_type} {body}");
        }
    }
}
