//! All kinds of requests that have an answer.

use super::hostile;
use super::kind::{Expected, Kind, Message};
use crate::service::Note;

const NOT_FOUND: Expected = Expected::failure(404, "ACCOUNT_NOT_FOUND");
const INTERNAL: Expected = Expected::failure(500, "INTERNAL_ERROR");
const INSUFFICIENT: Expected = Expected::Failure {
    status: 409,
    code: "INSUFFICIENT_FUNDS",
    value: true,
};

/// What is asked in a mix.
pub static KINDS: &[Kind] = &[
    Kind::new("success", 20, |n| Message::get(format!("/echo/{n}")), Expected::Number),
    Kind::new(
        "slow success",
        3,
        |n| Message::get(format!("/slow/{n}")),
        Expected::Number,
    ),
    Kind::new(
        "empty success",
        3,
        |n| Message::get(format!("/empty/{n}")),
        Expected::Empty,
    ),
    Kind::new(
        "own, constant",
        6,
        |n| Message::get(format!("/own/constant/{n}")),
        NOT_FOUND,
    ),
    Kind::new(
        "own, with a value",
        6,
        |n| Message::get(format!("/own/value/{n}")),
        INSUFFICIENT,
    ),
    Kind::new(
        "own, long chain",
        4,
        |n| Message::get(format!("/own/chain/{n}")),
        Expected::failure(503, "SERVICE_UNAVAILABLE"),
    ),
    Kind::new("own, erased", 4, |n| Message::get(format!("/own/erased/{n}")), INTERNAL),
    Kind::new(
        "foreign text",
        6,
        |n| Message::get(format!("/foreign/text/{n}")),
        INTERNAL,
    ),
    Kind::new(
        "failing serialisation",
        3,
        |n| Message::get(format!("/foreign/serialize/{n}")),
        INTERNAL,
    ),
    Kind::new(
        "rejected body",
        3,
        |n| json(&format!(r#"{{"role":"{}"}}"#, Note(n))),
        Expected::failure(422, "UNPROCESSABLE_CONTENT"),
    ),
    Kind::new(
        "half a body",
        3,
        |_| json(r#"{"role":"#),
        Expected::failure(400, "BAD_REQUEST"),
    ),
    Kind::new(
        "wrong media type",
        2,
        |n| Message::post("/foreign/json", Note(n).to_string()),
        Expected::failure(415, "UNSUPPORTED_MEDIA_TYPE"),
    ),
    Kind::new(
        "rejected path",
        3,
        |n| Message::get(format!("/echo/planted-secret-{n}")),
        Expected::failure(400, "BAD_REQUEST"),
    ),
    Kind::new(
        "unknown path",
        5,
        |n| Message::get(format!("/planted-secret/{n}")),
        Expected::failure(404, "NOT_FOUND"),
    ),
    Kind::new(
        "wrong method",
        3,
        |n| Message::new("DELETE", format!("/echo/{n}")),
        Expected::failure(405, "METHOD_NOT_ALLOWED"),
    ),
    Kind::new(
        "too large body",
        3,
        |_| Message::post("/limited", "planted-secret ".repeat(8)),
        TOO_LARGE,
    ),
    Kind::new(
        "endless body",
        1,
        |_| Message {
            body: b"planted-secret ".repeat(64),
            ..Message::new("POST", "/limited".to_owned()).header("Content-Length: 1000000000")
        },
        TOO_LARGE,
    )
    .closes(),
    Kind::new("panic", 5, |n| Message::get(format!("/panic/{n}")), INTERNAL),
    Kind::new("late panic", 3, |n| Message::get(format!("/panic/later/{n}")), INTERNAL),
    Kind::new("HEAD of success", 2, |n| head(format!("/echo/{n}")), Expected::Empty),
    Kind::new("HEAD of own", 2, |n| head(format!("/own/value/{n}")), INSUFFICIENT),
    Kind::new(
        "HEAD of foreign text",
        2,
        |n| head(format!("/foreign/text/{n}")),
        INTERNAL,
    ),
    Kind::new("HEAD of panic", 2, |n| head(format!("/panic/{n}")), INTERNAL),
    Kind::new("id of a client", 3, |n| own(n).header(hostile::valid(n)), INSUFFICIENT),
    Kind::new(
        "hostile id",
        5,
        |n| hostile::lines(n).into_iter().fold(own(n), Message::header),
        INSUFFICIENT,
    ),
    Kind::new(
        "hostile id, success",
        2,
        |n| {
            hostile::lines(n)
                .into_iter()
                .fold(Message::get(format!("/echo/{n}")), Message::header)
        },
        Expected::Number,
    ),
];

/// What is asked over and over: the same failure of the application, and the same panic.
pub static STORM: &[Kind] = &[
    Kind::new(
        "storm of one error",
        1,
        |n| Message::get(format!("/own/constant/{n}")),
        NOT_FOUND,
    ),
    Kind::new(
        "storm of one panic",
        1,
        |n| Message::get(format!("/panic/{n}")),
        INTERNAL,
    ),
];

const TOO_LARGE: Expected = Expected::failure(413, "CONTENT_TOO_LARGE");

fn json(body: &str) -> Message {
    Message::post("/foreign/json", body).header("Content-Type: application/json")
}

fn head(target: String) -> Message {
    Message::new("HEAD", target)
}

fn own(number: u64) -> Message {
    Message::get(format!("/own/value/{number}"))
}
