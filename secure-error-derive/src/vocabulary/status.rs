//! Every registered 4xx and 5xx status by the names that people write (RFC 9110 section 15, IANA registry).

use crate::diagnostics::nearest;

/// RFC 9110 names first, then the older names that `http::StatusCode` still uses.
const NAMES: &[(&str, u16)] = &[
    ("BAD_REQUEST", 400),
    ("UNAUTHORIZED", 401),
    ("PAYMENT_REQUIRED", 402),
    ("FORBIDDEN", 403),
    ("NOT_FOUND", 404),
    ("METHOD_NOT_ALLOWED", 405),
    ("NOT_ACCEPTABLE", 406),
    ("PROXY_AUTHENTICATION_REQUIRED", 407),
    ("REQUEST_TIMEOUT", 408),
    ("CONFLICT", 409),
    ("GONE", 410),
    ("LENGTH_REQUIRED", 411),
    ("PRECONDITION_FAILED", 412),
    ("CONTENT_TOO_LARGE", 413),
    ("URI_TOO_LONG", 414),
    ("UNSUPPORTED_MEDIA_TYPE", 415),
    ("RANGE_NOT_SATISFIABLE", 416),
    ("EXPECTATION_FAILED", 417),
    ("MISDIRECTED_REQUEST", 421),
    ("UNPROCESSABLE_CONTENT", 422),
    ("LOCKED", 423),
    ("FAILED_DEPENDENCY", 424),
    ("TOO_EARLY", 425),
    ("UPGRADE_REQUIRED", 426),
    ("PRECONDITION_REQUIRED", 428),
    ("TOO_MANY_REQUESTS", 429),
    ("REQUEST_HEADER_FIELDS_TOO_LARGE", 431),
    ("UNAVAILABLE_FOR_LEGAL_REASONS", 451),
    ("INTERNAL_SERVER_ERROR", 500),
    ("NOT_IMPLEMENTED", 501),
    ("BAD_GATEWAY", 502),
    ("SERVICE_UNAVAILABLE", 503),
    ("GATEWAY_TIMEOUT", 504),
    ("HTTP_VERSION_NOT_SUPPORTED", 505),
    ("VARIANT_ALSO_NEGOTIATES", 506),
    ("INSUFFICIENT_STORAGE", 507),
    ("LOOP_DETECTED", 508),
    ("NOT_EXTENDED", 510),
    ("NETWORK_AUTHENTICATION_REQUIRED", 511),
    ("PAYLOAD_TOO_LARGE", 413),
    ("UNPROCESSABLE_ENTITY", 422),
];

/// The number of a `StatusCode` constant, or `None` when no 4xx or 5xx status is called so.
pub(crate) fn by_name(name: &str) -> Option<u16> {
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, status)| *status)
}

/// Whether IANA has registered this number. An unregistered one has no name of its own to fall back to.
pub(crate) fn is_registered(status: u16) -> bool {
    NAMES.iter().any(|(_, known)| *known == status)
}

pub(crate) fn unknown_name(name: &str) -> String {
    let known: Vec<&str> = NAMES.iter().map(|(known, _)| *known).collect();
    let hint = nearest(name, &known).map_or_else(String::new, |name| format!(" did you mean `{name}`?"));
    format!(
        "no 4xx or 5xx status is called `{name}`;{hint} write its number or its `http::StatusCode` constant name, such as `NOT_FOUND`"
    )
}

/// The code of an answer that has none of its own. The runtime's table is the authority; this one only compares.
pub(crate) fn default_code(status: u16) -> String {
    if status == 500 {
        return "INTERNAL_ERROR".to_owned();
    }
    NAMES
        .iter()
        .find(|(_, known)| *known == status)
        .map_or_else(|| status.to_string(), |(name, _)| (*name).to_owned())
}

/// The message of an answer that has none of its own: the phrase of the status.
pub(crate) fn default_message(status: u16) -> String {
    if status == 500 {
        return "An internal error occurred".to_owned();
    }
    let words = default_code(status);
    let words = words.split('_').map(|word| match word {
        "URI" | "HTTP" => word.to_owned(),
        word => {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            [first, &rest.to_lowercase()].concat()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
