//! A page for browsers.

#[cfg(feature = "dev-details")]
mod details;

use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use http::{HeaderMap, HeaderValue};

use super::{Format, FormatError};
use crate::public::PublicError;
use crate::request::RequestId;

#[cfg(feature = "dev-details")]
pub(super) use details::allow as allow_details;

/// `text/html; charset=utf-8`: one self-contained page, for browsers.
///
/// Its content security policy allows its own style sheet, by hash, and nothing else: no scripts, no frames, no forms.
#[derive(Debug, Clone, Copy, Default)]
pub struct Html;

/// Legible in light and dark. A change of one byte needs a new hash in [`POLICY`]; a test says which.
const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1.5rem;overflow-wrap:anywhere}\
h1{font-size:1.5rem}\
footer{margin-top:3rem;font-size:.875rem;opacity:.75}";

const POLICY: &str = "default-src 'none'; style-src 'sha256-W+oGMvjk5muKZ3uvy7Yel831ulBTppGZwvTkE9Cu2/g='; \
base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Enough for most pages, so that their vector grows once.
const USUAL_LEN: usize = 1024;

impl Format for Html {
    fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static("text/html; charset=utf-8")
    }

    fn render(&self, error: &PublicError<'_>, id: &RequestId, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.reserve(USUAL_LEN);
        let mut page = Page::at_the_end_of(out);
        page.markup("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .markup("<meta name=\"viewport\" content=\"width=device-width\"><title>")
            .text(error.title())
            .markup("</title><style>")
            .markup(STYLE)
            .markup("</style>");
        #[cfg(feature = "dev-details")]
        if error.development().is_some() {
            page.markup("<style>").markup(details::STYLE).markup("</style>");
        }
        page.markup("</head><body><main><h1>")
            .text(error.status().as_str())
            .markup(" ")
            .text(error.title())
            .markup("</h1><p>")
            .text(error.message())
            .markup("</p>");
        if let Some(violations) = error.violations() {
            page.markup("<ul>");
            for violation in violations {
                page.markup("<li>")
                    .text(violation.pointer().as_str())
                    .markup(": ")
                    .text(&violation.message())
                    .markup("</li>");
            }
            page.markup("</ul>");
        }
        page.markup("</main><footer>Code: ")
            .text(error.code())
            .markup("<br>Request id: ")
            .text(id.as_str())
            .markup("</footer>");
        #[cfg(feature = "dev-details")]
        if let Some(development) = error.development() {
            details::section(&mut page, development.show());
        }
        page.markup("</body></html>\n");
        Ok(())
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
}

/// Markup is constant; everything else is text, and text is escaped.
struct Page<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Page<'a> {
    const fn at_the_end_of(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.out.extend_from_slice(markup.as_bytes());
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        for byte in text.bytes() {
            match byte {
                b'&' => self.out.extend_from_slice(b"&amp;"),
                b'<' => self.out.extend_from_slice(b"&lt;"),
                b'>' => self.out.extend_from_slice(b"&gt;"),
                b'"' => self.out.extend_from_slice(b"&quot;"),
                b'\'' => self.out.extend_from_slice(b"&#39;"),
                byte => self.out.push(byte),
            }
        }
        self
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use base64ct::{Base64, Encoding};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::public::{ProblemType, problem};

    fn page(problem: &'static ProblemType) -> String {
        let mut out = Vec::new();
        Html.render(
            &PublicError::constant(problem),
            &RequestId::parse("id-1").unwrap(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_policy_allows_the_style_sheet_of_the_page() {
        let page = page(&problem::NOT_FOUND);
        let (_, rest) = page.split_once("<style>").unwrap();
        let (style, _) = rest.split_once("</style>").unwrap();
        let hash = Base64::encode_string(&Sha256::digest(style));
        assert!(
            POLICY.contains(&format!("style-src 'sha256-{hash}';")),
            "the hash is {hash}"
        );
    }

    #[test]
    fn all_text_is_escaped() {
        const MARKUP: ProblemType =
            ProblemType::new(404, "AA", "<script>alert('x')</script> & \"y\"").with_title("</title><b>");
        let page = page(&MARKUP);
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"));
        assert!(page.contains("<title>&lt;/title&gt;&lt;b&gt;</title>"));
        assert!(!page.contains("<script") && !page.contains("<b>"));
    }

    #[test]
    fn the_page_says_what_happened_and_loads_nothing() {
        let page = page(&problem::SERVICE_UNAVAILABLE);
        for part in [
            "<h1>503 Service Unavailable</h1>",
            "Code: SERVICE_UNAVAILABLE",
            "Request id: id-1",
        ] {
            assert!(page.contains(part), "{part}");
        }
        for part in ["http:", "https:", "src=", "href=", "url("] {
            assert!(!page.contains(part), "{part}");
        }
    }
}
