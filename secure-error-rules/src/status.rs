//! The registered 4xx and 5xx statuses, and the headers that RFC 9110 requires for some.

use crate::Mistake;

/// Checks the status of an error (RFC 9110 section 15).
///
/// # Errors
///
/// [`Mistake::Status`] unless it is 400 to 599.
pub const fn check(status: u16) -> Result<(), Mistake> {
    if 400 <= status && status <= 599 {
        Ok(())
    } else {
        Err(Mistake::Status)
    }
}

/// The entry of one status in the HTTP status code registry (RFC 9110 section 15 and the documents it lists).
#[derive(Debug, Clone, Copy)]
pub struct Standard {
    /// The reason phrase, also the title.
    pub phrase: &'static str,
    /// The machine-readable code.
    pub code: &'static str,
    /// The message for the client.
    pub message: &'static str,
}

/// Calls a macro with every registered 4xx and 5xx but 500, which has a code and a message of its own: number, name, phrase.
#[doc(hidden)]
#[macro_export]
macro_rules! registered_statuses {
    ($callback:ident) => {
        $callback! {
            400 BAD_REQUEST "Bad Request";
            401 UNAUTHORIZED "Unauthorized";
            402 PAYMENT_REQUIRED "Payment Required";
            403 FORBIDDEN "Forbidden";
            404 NOT_FOUND "Not Found";
            405 METHOD_NOT_ALLOWED "Method Not Allowed";
            406 NOT_ACCEPTABLE "Not Acceptable";
            407 PROXY_AUTHENTICATION_REQUIRED "Proxy Authentication Required";
            408 REQUEST_TIMEOUT "Request Timeout";
            409 CONFLICT "Conflict";
            410 GONE "Gone";
            411 LENGTH_REQUIRED "Length Required";
            412 PRECONDITION_FAILED "Precondition Failed";
            413 CONTENT_TOO_LARGE "Content Too Large";
            414 URI_TOO_LONG "URI Too Long";
            415 UNSUPPORTED_MEDIA_TYPE "Unsupported Media Type";
            416 RANGE_NOT_SATISFIABLE "Range Not Satisfiable";
            417 EXPECTATION_FAILED "Expectation Failed";
            421 MISDIRECTED_REQUEST "Misdirected Request";
            422 UNPROCESSABLE_CONTENT "Unprocessable Content";
            423 LOCKED "Locked";
            424 FAILED_DEPENDENCY "Failed Dependency";
            425 TOO_EARLY "Too Early";
            426 UPGRADE_REQUIRED "Upgrade Required";
            428 PRECONDITION_REQUIRED "Precondition Required";
            429 TOO_MANY_REQUESTS "Too Many Requests";
            431 REQUEST_HEADER_FIELDS_TOO_LARGE "Request Header Fields Too Large";
            451 UNAVAILABLE_FOR_LEGAL_REASONS "Unavailable For Legal Reasons";
            501 NOT_IMPLEMENTED "Not Implemented";
            502 BAD_GATEWAY "Bad Gateway";
            503 SERVICE_UNAVAILABLE "Service Unavailable";
            504 GATEWAY_TIMEOUT "Gateway Timeout";
            505 HTTP_VERSION_NOT_SUPPORTED "HTTP Version Not Supported";
            506 VARIANT_ALSO_NEGOTIATES "Variant Also Negotiates";
            507 INSUFFICIENT_STORAGE "Insufficient Storage";
            508 LOOP_DETECTED "Loop Detected";
            510 NOT_EXTENDED "Not Extended";
            511 NETWORK_AUTHENTICATION_REQUIRED "Network Authentication Required";
        }
    };
}

macro_rules! lookups {
    ($( $status:literal $name:ident $phrase:literal; )*) => {
        /// The entry of `status`. An unregistered number is treated as the x00 of its class (RFC 9110 section 15), and a
        /// status outside 400 to 599 as a 500.
        #[must_use]
        pub const fn standard(status: u16) -> Standard {
            match status {
                500 => Standard {
                    phrase: "Internal Server Error",
                    code: "INTERNAL_ERROR",
                    message: "An internal error occurred",
                },
                $( $status => Standard { phrase: $phrase, code: stringify!($name), message: $phrase }, )*
                401..=499 => standard(400),
                _ => standard(500),
            }
        }

        /// Every accepted name, with its number: those of RFC 9110 first, then the older ones that
        /// `http::StatusCode` still uses.
        pub const NAMES: &[(&str, u16)] = &[
            $( (stringify!($name), $status), )*
            ("INTERNAL_SERVER_ERROR", 500),
            ("PAYLOAD_TOO_LARGE", 413),
            ("UNPROCESSABLE_ENTITY", 422),
        ];
    };
}

registered_statuses!(lookups);

/// The number of a `StatusCode` constant. Returns `None` if no 4xx or 5xx status has this name.
#[must_use]
pub fn by_name(name: &str) -> Option<u16> {
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, status)| *status)
}

/// Whether IANA has registered this number. An unregistered one has no code of its own.
#[must_use]
pub fn is_registered(status: u16) -> bool {
    NAMES.iter().any(|(_, known)| *known == status)
}

/// The header field that RFC 9110 requires (MUST) for a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// `WWW-Authenticate`, for 401 (section 15.5.2).
    Challenge,
    /// `Allow`, for 405 (section 15.5.6).
    Allow,
    /// `Proxy-Authenticate`, for 407 (section 15.5.8).
    ProxyChallenge,
    /// `Upgrade`, for 426 (section 15.5.22).
    Upgrade,
}

impl Demand {
    /// The header that `status` requires.
    #[must_use]
    pub const fn of(status: u16) -> Option<Self> {
        match status {
            401 => Some(Self::Challenge),
            405 => Some(Self::Allow),
            407 => Some(Self::ProxyChallenge),
            426 => Some(Self::Upgrade),
            _ => None,
        }
    }

    /// The name of the header.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::Challenge => "www-authenticate",
            Self::Allow => "allow",
            Self::ProxyChallenge => "proxy-authenticate",
            Self::Upgrade => "upgrade",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_error_is_400_to_599() {
        for status in [0, 99, 200, 302, 399, 600, 999] {
            assert_eq!(check(status), Err(Mistake::Status), "{status}");
        }
        for status in [400, 499, 520, 599] {
            assert_eq!(check(status), Ok(()), "{status}");
        }
    }

    #[test]
    fn an_unregistered_number_says_what_its_class_says() {
        assert_eq!(standard(499).phrase, "Bad Request");
        assert_eq!(standard(599).code, "INTERNAL_ERROR");
        assert_eq!(standard(200).phrase, "Internal Server Error");
        assert!(is_registered(500) && !is_registered(499));
    }

    #[test]
    fn a_name_of_either_age_finds_its_number() {
        let numbers = [
            "NOT_FOUND",
            "INTERNAL_SERVER_ERROR",
            "CONTENT_TOO_LARGE",
            "PAYLOAD_TOO_LARGE",
        ]
        .map(by_name);
        assert_eq!(numbers, [Some(404), Some(500), Some(413), Some(413)]);
        assert_eq!([by_name("OK"), by_name("INTERNAL_ERROR")], [None, None]);
    }
}
