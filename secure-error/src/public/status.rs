//! What a status alone says: the registered 4xx and 5xx, and an answer made of nothing else.

#[cfg(feature = "tower")]
use crate::public::ProblemType;

/// What the HTTP status registry (RFC 9110 section 15 and the documents it lists) says about one status.
pub(super) struct Standard {
    /// The reason phrase, also the title.
    pub(super) phrase: &'static str,
    /// The machine-readable code.
    pub(super) code: &'static str,
    /// The sentence for the client.
    pub(super) message: &'static str,
}

/// The challenge of a 401 that names none.
pub(crate) const DEFAULT_CHALLENGE: &str = "Bearer";
/// The methods of a 405 that names none: RFC 9110 section 10.2.1 lets `Allow` be empty.
pub(crate) const DEFAULT_ALLOW: &str = "";
/// The protocol of a 426 that names none.
pub(crate) const DEFAULT_UPGRADE: &str = "HTTP/2.0";

/// One table for the constants of [`problem`] and for the lookups by number.
macro_rules! registered_statuses {
    ($( $status:literal $name:ident $phrase:literal $([$($extra:tt)*])?; )*) => {
        /// What is said about `status`. An unregistered number counts as the x00 of its class (RFC 9110 section 15),
        /// and what is no error status at all as a 500.
        pub(super) const fn standard(status: u16) -> Standard {
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

        /// One answer for every registered 4xx and 5xx status: its name for a code and its phrase for a message.
        ///
        /// ```
        /// use secure_error::problem;
        ///
        /// assert_eq!(problem::NOT_FOUND.code(), "NOT_FOUND");
        /// assert_eq!(problem::NOT_FOUND.message(), "Not Found");
        /// assert_eq!(problem::INTERNAL_ERROR.message(), "An internal error occurred");
        /// ```
        pub mod problem {
            use super::{DEFAULT_ALLOW, DEFAULT_CHALLENGE, DEFAULT_UPGRADE};
            use crate::public::ProblemType;

            /// 500 Internal Server Error: what every failure is about which nothing else was said.
            pub const INTERNAL_ERROR: ProblemType = ProblemType::standard(500).finished();
            /// 500 with the code `OUTCOME_UNKNOWN`: it may have been done. A client that repeats it, repeats it perhaps.
            ///
            /// Not 503 or 504, which clients and proxies repeat by themselves.
            pub const OUTCOME_UNKNOWN: ProblemType = ProblemType::new(
                500,
                "OUTCOME_UNKNOWN",
                "It is not known whether the request was carried out; check before you repeat it",
            )
            .finished();
            $(
                #[doc = concat!(stringify!($status), " ", $phrase, ".")]
                pub const $name: ProblemType = ProblemType::standard($status)$($($extra)*)?.finished();
            )*

            /// The constants that a status alone names.
            #[cfg(test)]
            pub(crate) const ALL: &[ProblemType] = &[INTERNAL_ERROR, $( $name ),*];
        }
    };
}

registered_statuses! {
    400 BAD_REQUEST "Bad Request";
    401 UNAUTHORIZED "Unauthorized" [.challenge(DEFAULT_CHALLENGE)];
    402 PAYMENT_REQUIRED "Payment Required";
    403 FORBIDDEN "Forbidden";
    404 NOT_FOUND "Not Found";
    405 METHOD_NOT_ALLOWED "Method Not Allowed" [.allow(DEFAULT_ALLOW)];
    406 NOT_ACCEPTABLE "Not Acceptable";
    407 PROXY_AUTHENTICATION_REQUIRED "Proxy Authentication Required" [.header("proxy-authenticate", DEFAULT_CHALLENGE)];
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
    426 UPGRADE_REQUIRED "Upgrade Required" [.header("upgrade", DEFAULT_UPGRADE)];
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

/// What the status alone says, for a status that is known only at run time. What is no error status is a 500.
#[cfg(feature = "tower")]
pub(crate) fn problem_of(status: http::StatusCode) -> &'static ProblemType {
    use std::sync::OnceLock;

    const FIRST: u16 = 400;
    const COUNT: usize = 200;
    // Filled as they are needed: a service meets a dozen of them.
    static PROBLEMS: [OnceLock<Box<ProblemType>>; COUNT] = [const { OnceLock::new() }; COUNT];

    let place = status
        .as_u16()
        .checked_sub(FIRST)
        .and_then(|index| PROBLEMS.get(usize::from(index)));
    match place {
        Some(place) => place.get_or_init(|| Box::new(ProblemType::standard(status.as_u16()))),
        None => &problem::INTERNAL_ERROR,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::public::ProblemType;

    #[test]
    fn every_standard_answer_carries_what_its_status_demands() {
        for problem in problem::ALL {
            assert!(problem.is_complete(), "{}", problem.code());
        }
    }

    #[test]
    fn no_two_standard_answers_share_a_status_or_a_code() {
        let statuses: HashSet<_> = problem::ALL.iter().map(ProblemType::status).collect();
        let codes: HashSet<_> = problem::ALL.iter().map(ProblemType::code).collect();
        assert_eq!((statuses.len(), codes.len()), (problem::ALL.len(), problem::ALL.len()));
    }

    #[test]
    fn every_status_that_the_http_crate_names_is_here() {
        for number in (400..=599).filter(|number| *number != 418) {
            let named = http::StatusCode::from_u16(number).is_ok_and(|status| status.canonical_reason().is_some());
            let here = problem::ALL.iter().any(|problem| problem.status().as_u16() == number);
            assert_eq!(named, here, "{number}");
        }
    }

    #[test]
    fn an_unregistered_number_says_what_its_class_says() {
        assert_eq!(standard(499).phrase, "Bad Request");
        assert_eq!(standard(599).code, "INTERNAL_ERROR");
        assert_eq!(standard(200).phrase, "Internal Server Error");
    }

    #[cfg(feature = "tower")]
    #[test]
    fn every_error_status_has_an_answer_with_its_own_number() {
        for number in 400..=599 {
            let status = http::StatusCode::from_u16(number).unwrap();
            let problem = problem_of(status);
            assert_eq!(problem.status(), status);
            assert_eq!(problem.code(), standard(number).code);
            assert!(std::ptr::eq(problem, problem_of(status)));
        }
        for number in [200, 399, 600, 999] {
            assert_eq!(
                problem_of(http::StatusCode::from_u16(number).unwrap()).status(),
                500,
                "{number}"
            );
        }
    }
}
