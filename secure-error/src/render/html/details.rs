//! The report as a part of the page for browsers.

use super::Page;
use crate::text::node::Node;
use http::header::CONTENT_SECURITY_POLICY;
use http::{HeaderMap, HeaderValue};

/// Legible in light and dark, and on a narrow screen. A change of one byte needs a new hash in [`STYLE_SOURCE`]; a test
/// says which.
pub(super) const STYLE: &str = "\
body{max-width:60rem;margin-top:8vh}\
section{margin-top:3rem}\
section>p:first-child{margin:0 0 1.5rem;padding:.5rem .75rem;border-radius:.25rem;background:#92400e;color:#fff}\
h2{font-size:1.125rem;margin:1.5rem 0 .5rem}\
h2+p{margin:0}\
h3{font-size:1rem;margin:1.5rem 0 .5rem}\
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1rem;margin:.25rem 0}\
dt{opacity:.75}\
dd{margin:0}\
dd,pre{font:.875rem/1.6 ui-monospace,monospace}\
ol{margin:.5rem 0;padding-left:1.5rem}\
li{margin:0 0 .75rem}\
pre{margin:.5rem 0;padding:.75rem;border-radius:.25rem;background:rgb(128 128 128/.15);white-space:pre-wrap}\
@media(max-width:36rem){dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .5rem}}";

const STYLE_SOURCE: &str = "style-src 'sha256-06VXsVqbDFEcLEXZWA91gWztRsRNteARZe776TsYBfU=' ";

/// Lets a browser use the style sheet of this part, if the response is the page.
pub(in crate::render) fn allow(headers: &mut HeaderMap) {
    let policy = headers
        .get(CONTENT_SECURITY_POLICY)
        .and_then(|policy| policy.to_str().ok());
    let parts = policy.and_then(|policy| policy.split_once("style-src "));
    let policy = parts.map(|(before, after)| [before, STYLE_SOURCE, after].concat());
    if let Some(Ok(policy)) = policy.map(HeaderValue::try_from) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// Members with a place of their own on the page. All others are shown as a list.
const PLACED: [&str; 5] = ["type", "message", "caused_by", "fields", "backtrace"];

pub(super) fn section(page: &mut Page<'_>, record: &Node<'_>) {
    page.markup(
        "<section><p><strong>Development details</strong>: only clients on this machine see what follows, \
        and only in a debug build.</p><h2>",
    )
    .text(text_of(record, "type"))
    .markup("</h2><p>")
    .text(text_of(record, "message"))
    .markup("</p>");
    if let Some(Node::List(causes)) = member(record, "caused_by") {
        page.markup("<h3>Caused by</h3><ol>");
        for cause in causes {
            page.markup("<li>");
            inline(page, cause);
            page.markup("</li>");
        }
        page.markup("</ol>");
    }
    if let Some(fields) = member(record, "fields") {
        page.markup("<h3>Fields</h3>");
        list(page, fields, &[]);
    }
    page.markup("<h3>Record</h3>");
    list(page, record, &PLACED);
    if let Some(Node::List(lines)) = member(record, "backtrace") {
        page.markup("<h3>Backtrace</h3><pre>");
        for line in lines {
            value(page, line);
            page.markup("\n");
        }
        page.markup("</pre>");
    }
    page.markup("</section>");
}

/// A cause: its name and message, and below them whatever else it has.
fn inline(page: &mut Page<'_>, cause: &Node<'_>) {
    page.markup("<strong>")
        .text(text_of(cause, "type"))
        .markup("</strong> ")
        .text(text_of(cause, "message"));
    list(page, cause, &["type", "message", "fields"]);
    if let Some(fields) = member(cause, "fields") {
        list(page, fields, &[]);
    }
}

/// The members of a record as terms and descriptions. Writes nothing if there are none.
fn list(page: &mut Page<'_>, record: &Node<'_>, without: &[&str]) {
    let mut members = members(record).filter(|(name, _)| !without.contains(name)).peekable();
    if members.peek().is_none() {
        return;
    }
    page.markup("<dl>");
    for (name, node) in members {
        page.markup("<dt>").text(name).markup("</dt><dd>");
        value(page, node);
        page.markup("</dd>");
    }
    page.markup("</dl>");
}

/// A record is four levels deep at most.
fn value(page: &mut Page<'_>, node: &Node<'_>) {
    match node {
        Node::Text(text) => {
            page.text(text);
        }
        Node::Number(number) => {
            page.text(&number.to_string());
        }
        Node::Flag(flag) => {
            page.text(if *flag { "yes" } else { "no" });
        }
        Node::List(items) => items.iter().for_each(|item| value(page, item)),
        Node::Map(_) => list(page, node, &[]),
    }
}

fn members<'a, 'b>(record: &'a Node<'b>) -> impl Iterator<Item = (&'static str, &'a Node<'b>)> {
    let members = match record {
        Node::Map(members) => members.as_slice(),
        _ => &[],
    };
    members.iter().map(|(name, node)| (*name, node))
}

fn member<'a, 'b>(record: &'a Node<'b>, name: &str) -> Option<&'a Node<'b>> {
    members(record).find(|(other, _)| *other == name).map(|(_, node)| node)
}

fn text_of<'a>(record: &'a Node<'_>, name: &str) -> &'a str {
    match member(record, name) {
        Some(Node::Text(text)) => text,
        _ => "",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::error::SecureError;
    use crate::internal::fixtures::{AccountError, busy};
    use crate::public::development::Development;
    use crate::public::{PublicError, problem};
    use crate::render::{Html, respond_with};
    use crate::request::RequestId;
    use base64ct::{Base64, Encoding};
    use sha2::{Digest, Sha256};

    fn page(error: &AccountError) -> (String, String) {
        let exposed = error.report().expose_internal();
        let development = Development::new(exposed.record());
        let public = PublicError::constant(&problem::SERVICE_UNAVAILABLE);
        let public = public.developing(Some(&development));
        let response = respond_with::<Vec<u8>>(&public, &RequestId::generate(), &Html);
        let policy = response
            .headers()
            .get(CONTENT_SECURITY_POLICY)
            .unwrap()
            .to_str()
            .unwrap();
        (policy.to_owned(), String::from_utf8(response.body().clone()).unwrap())
    }

    #[test]
    fn the_policy_allows_the_two_style_sheets_of_the_page_and_nothing_else() {
        let (policy, page) = page(&busy());
        let mut allowed = String::from("style-src");
        for style in page
            .split("<style>")
            .skip(1)
            .map(|rest| rest.split_once("</style>").unwrap().0)
        {
            let hash = Base64::encode_string(&Sha256::digest(style));
            allowed.insert_str("style-src".len(), &format!(" 'sha256-{hash}'"));
        }
        assert!(policy.contains(&format!("; {allowed}; ")), "{allowed}");
        assert!(policy.starts_with("default-src 'none';") && policy.matches("sha256-").count() == 2);
    }

    #[test]
    fn everything_in_the_report_is_on_the_page() {
        let (_, page) = page(&busy());
        for part in [
            "<h1>503 Service Unavailable</h1>",
            "<h2>AccountError::Busy</h2><p>ledger of account 42 is locked</p>",
            "<strong>BillingError::Gateway</strong> provider timed out",
            "<strong>Driver</strong> root</li></ol>",
            "<dt>attempt</dt><dd>[REDACTED]</dd>",
            "<dt>retry</dt><dd>transient</dd>",
            "<dt>alert</dt><dd>yes</dd>",
            "<dt>invoice</dt><dd>7</dd>",
            "fixtures.rs:",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        assert!(page.ends_with("</section></body></html>\n"));
    }

    #[test]
    fn all_text_is_escaped_and_nothing_is_loaded() {
        let markup = "</section><script>alert('x')</script>";
        let error = AccountError {
            fields: vec![("field", Some(markup.to_owned()))],
            ..AccountError::new("Markup", markup)
        };
        let (_, page) = page(&error);
        assert_eq!(
            page.matches("&lt;/section&gt;&lt;script&gt;alert(&#39;x&#39;)").count(),
            2,
            "{page}"
        );
        for part in ["<script", "src=", "href=", "url(", "style=", "onclick"] {
            assert!(!page.contains(part), "{part}");
        }
    }

    #[test]
    fn an_error_that_says_nothing_has_a_short_page() {
        let (_, page) = page(&AccountError::bare());
        assert!(
            page.contains("<h2>AccountError::Bare</h2><p></p><h3>Record</h3><dl>"),
            "{page}"
        );
    }
}
