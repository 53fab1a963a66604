//! Headers that are about a body.

use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_LOCATION,
    CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName, LAST_MODIFIED, TRAILER, TRANSFER_ENCODING,
};

/// What describes a body, or how it is sent (RFC 9110 sections 8 and 14, RFC 9112 section 6, RFC 9530).
pub(crate) static DESCRIBES_THE_BODY: [HeaderName; 16] = [
    CONTENT_LENGTH,
    CONTENT_ENCODING,
    TRANSFER_ENCODING,
    TRAILER,
    ETAG,
    LAST_MODIFIED,
    CONTENT_RANGE,
    CONTENT_DISPOSITION,
    CONTENT_LOCATION,
    ACCEPT_RANGES,
    CONTENT_LANGUAGE,
    CONTENT_TYPE,
    HeaderName::from_static("content-md5"),
    HeaderName::from_static("digest"),
    HeaderName::from_static("content-digest"),
    HeaderName::from_static("repr-digest"),
];
