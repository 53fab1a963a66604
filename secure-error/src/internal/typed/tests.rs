#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::Rule::{Known, Strict};
use super::{is_about_input, redacted};
use proptest::prelude::*;
use serde::de::{Error as _, Unexpected, value::Error as SerdeError};

/// What parsers write, and what of it may be in the log; the first part holds everywhere.
const SHAPES: &[(&str, &str)] = &[
    (
        "invalid type: string \"hunter2\", expected u64 at line 1 column 9",
        "invalid type: string [REDACTED], expected u64 at line 1 column 9",
    ),
    (
        "lines[0].count: invalid type: integer `4111111111111111`, expected a string at line 1 column 30",
        "lines[0].count: invalid type: integer [REDACTED], expected a string at line 1 column 30",
    ),
    (
        "invalid type: floating point `-4.5e10`, expected bool",
        "invalid type: floating point [REDACTED], expected bool",
    ),
    (
        "invalid type: boolean `true`, expected u8",
        "invalid type: boolean [REDACTED], expected u8",
    ),
    (
        "invalid value: character `ß`, expected 'a' to 'z'",
        "invalid value: character [REDACTED], expected 'a' to 'z'",
    ),
    (
        "invalid value: character ```, expected `a` or `b`",
        "invalid value: character [REDACTED], expected `a` or `b`",
    ),
    (
        "invalid value: integer `4111111111111111` as i128, expected u8",
        "invalid value: integer [REDACTED], expected u8",
    ),
    (
        "invalid type: byte array, expected u8",
        "invalid type: byte array, expected u8",
    ),
    (
        "invalid type: null, expected u8 at line 1 column 4",
        "invalid type: null, expected u8 at line 1 column 4",
    ),
    (
        "invalid type: PIN 1234, expected u8",
        "invalid type: [REDACTED], expected u8",
    ),
    (
        "role: unknown variant `hunter2`, expected one of `customer`, `support`, `admin` at line 1 column 26",
        "role: unknown variant [REDACTED], expected one of `customer`, `support`, `admin` at line 1 column 26",
    ),
    (
        "unknown variant `hunter2`, there are no variants",
        "unknown variant [REDACTED], there are no variants",
    ),
    (
        "login.hunter2: unknown field `hunter2`, expected `user` or `password` at line 1 column 10",
        "login.[REDACTED]: unknown field [REDACTED], expected `user` or `password` at line 1 column 10",
    ),
    (
        "unknown field `a`, expected `hunter2`, expected `user`",
        "unknown field [REDACTED], expected `user`",
    ),
    (
        "missing field `password` at line 1 column 2",
        "missing field `password` at line 1 column 2",
    ),
    ("duplicate field `password`", "duplicate field `password`"),
    (
        "invalid length 2, expected a tuple of size 3",
        "invalid length 2, expected a tuple of size 3",
    ),
    (
        "invalid value: expected key to be a number in quotes at line 1 column 3",
        "invalid value: expected key to be a number in quotes at line 1 column 3",
    ),
    (
        "Cannot parse `hunter2` to a `u64`",
        "Cannot parse [REDACTED] to a `u64`",
    ),
    (
        "Cannot parse `card` with value `41`11` to a `u64`",
        "Cannot parse `card` with value [REDACTED] to a `u64`",
    ),
    (
        "Cannot parse value at index 0 with value `4111 1111` to a `uuid::Uuid`",
        "Cannot parse value at index 0 with value [REDACTED] to a `uuid::Uuid`",
    ),
    (
        "Cannot parse `kind` with value `hunter2`: unknown variant `hunter2`, expected `a` or `b`",
        "Cannot parse `kind` with value [REDACTED]: unknown variant [REDACTED], expected `a` or `b`",
    ),
    (
        "can not parse \"hun\"ter2\" to a u32",
        "can not parse [REDACTED] to a u32",
    ),
    (
        "password: Validation error: length [{\"min\": Number(8), \"value\": String(\"hunter2\")}], Validation error: \
         custom [{\"value\": String(\"x\")}]\nage: Validation error: range [{\"value\": Number(300)}]",
        "password: Validation error: length [REDACTED]\nage: Validation error: range [REDACTED]",
    ),
    (
        "called `Result::unwrap()` on an `Err` value: Error(\"invalid type: string \\\"hun\\\\\\\"ter2\\\", expected u64\", line: 1, column: 9)",
        "called `Result::unwrap()` on an `Err` value: Error(\"invalid type: string [REDACTED], expected u64\", line: 1, column: 9)",
    ),
    (
        "ValidationErrors({\"pin\": Field([ValidationError { code: \"length\", message: None, params: {\"value\": String(\"1234\")} }])})",
        "ValidationErrors({\"pin\": Field([ValidationError { code: \"length\", message: None, params: [REDACTED]",
    ),
];

#[test]
fn values_go_and_kinds_names_and_positions_stay() {
    for (text, shown) in SHAPES {
        assert_eq!(redacted(text, false, Known), *shown);
    }
}

#[test]
fn the_strict_rule_shows_nothing_more() {
    for (text, shown) in SHAPES {
        let strict = redacted(text, false, Strict);
        let is_debug = shown.contains("Err` value") || shown.contains("ValidationErrors(") || shown.contains("'a' to");
        assert!(is_debug || strict == *shown, "{strict}\n{shown}");
        for secret in ["hunter2", "ter2", "4111", "41`", "1234", "300"] {
            assert!(!strict.contains(secret), "{strict}");
        }
    }
}

#[test]
fn text_of_an_unknown_shape_loses_what_may_be_a_value() {
    for (text, shown) in [
        ("no such table: accounts_v2", "no such table: accounts_v2"),
        ("bad password \"hun\"ter2\", sorry", "bad password [REDACTED], sorry"),
        ("bad password `hunter2", "bad password [REDACTED]"),
        ("bad password 'hunter2' or 'x'.", "bad password [REDACTED]."),
        ("it's what the user can't be", "it's what the user can't be"),
        (
            "got [\"hunter2\"] and {password: hunter2}",
            "got [REDACTED] and [REDACTED]",
        ),
        ("items[12].name [] {}", "items[12].name [] {}"),
        ("card 4111 1111 1111 1111 of 4111-1111", "card [REDACTED] of [REDACTED]"),
        (
            "order 12345 at line 123456, column 999999",
            "order 12345 at line 123456, column 999999",
        ),
        ("code 123456 of order 1234567", "code [REDACTED] of order [REDACTED]"),
        ("host 10.0.0.5:5432 on 2026-01-02", "host 10.0.0.5:5432 on 2026-01-02"),
        (
            "-32602 Invalid params: {\"error\":\"bad 'x'\"}",
            "-32602 Invalid params: {\"error\":\"bad [REDACTED]\"}",
        ),
        // What the client sent, echoed behind other text.
        (
            "cannot read {\"title\":\"Amy Smith\",\"description\":\"hunter2\"}",
            "cannot read {\"description\":\"[REDACTED]\",\"title\":\"[REDACTED]\"}",
        ),
        (
            "Unknown field \"nope\" on type \"Query\". Did you mean \"node\"? (1:3)",
            "Unknown field \"nope\" on type \"Query\". Did you mean \"node\"? (1:3)",
        ),
        (
            "Field \"order\" argument \"pieces\" of type \"Query\" is required",
            "Field \"order\" argument \"pieces\" of type \"Query\" is required",
        ),
        (
            "Did you mean \"a\", \"b\" or \"c d\"?",
            "Did you mean \"a\", \"b\" or [REDACTED]?",
        ),
        (
            " --> 1:5\n  |\n1 | { login(password: \"hunter2\")\n  |     ^---\n  = expected selection",
            " --> 1:5\n  |\n1 | [REDACTED]\n  |     ^---\n  = expected selection",
        ),
        (
            "order 1234 at line 123456, column 99999",
            "order 1234 at line 123456, column 99999",
        ),
        (
            "JSON payload (3000000 bytes) is larger than allowed (limit: 2097152 bytes).",
            "JSON payload (3000000 bytes) is larger than allowed (limit: 2097152 bytes).",
        ),
        (
            "expected `,` or `}` at line 1 column 5",
            "expected `,` or `}` at line 1 column 5",
        ),
        (
            "Header of type `authorization` was missing",
            "Header of type `authorization` was missing",
        ),
        (
            "Expected request with `Content-Type: application/json`",
            "Expected request with `Content-Type: application/json`",
        ),
        (
            "Wrong number of path arguments for `Path`. Expected 2 but got 1",
            "Wrong number of path arguments for `Path`. Expected 2 but got 1",
        ),
        (
            "Missing request header \"x-tenant\"",
            "Missing request header \"x-tenant\"",
        ),
        ("missing field `hunter2 ß`", "missing field [REDACTED]"),
        ("“hunter2” is no «name»", "[REDACTED] is no [REDACTED]"),
        (
            "a \"b invalid type: string \"hunter2\", expected u64 SECRET\" to",
            "a [REDACTED]",
        ),
        ("invalid type: hunter2", "invalid type: [REDACTED]"),
    ] {
        assert_eq!(redacted(text, false, Strict), shown);
    }
}

#[test]
fn json_keeps_its_messages_only() {
    for (text, shown) in [
        (
            "{\"error\":\"no such user\",\"user\":\"alice\"}",
            "{\"error\":\"no such user\",\"user\":\"[REDACTED]\"}",
        ),
        (
            "{\"message\":\"bad \\\"hunter2\\\"\",\"status\":400}",
            "{\"message\":\"bad [REDACTED]\",\"status\":400}",
        ),
        (
            "{\"4111111111111111\":4111111111111111}",
            "{\"[REDACTED]\":\"[REDACTED]\"}",
        ),
        (
            "{\"errors\":[\"taken\",\"'hunter2' is short\"]}",
            "{\"errors\":[\"taken\",\"[REDACTED] is short\"]}",
        ),
        (
            "{\"error\":\"no\",\"password\":\"hunter2…[truncated]",
            "[REDACTED]…[truncated]",
        ),
        ("[\"hunter2\"]", "[\"[REDACTED]\"]"),
    ] {
        assert_eq!(redacted(text, false, Strict), shown);
    }
}

#[test]
fn the_words_of_drivers_are_left_as_they_are() {
    for text in [
        "no such column: \"ballance\" in SELECT owner, ballance FROM accounts_v2 WHERE id = ?1 at offset 14",
        "invalid value: time zone displacement out of range",
        "unknown field `ballance` in relation accounts",
        "duplicate key value violates unique constraint \"users_email\"",
        "expected `,` or `]`",
        "",
    ] {
        assert_eq!(redacted(text, false, Known), text);
        assert!(matches!(redacted(text, false, Known), std::borrow::Cow::Borrowed(_)));
    }
}

#[test]
fn nothing_behind_a_value_whose_end_may_be_missing_is_shown() {
    for text in [
        "invalid type: string \"hunter2",
        "invalid type: string \"a\\\", expected hunter2",
        "unknown field `a`, expected hunter2",
        "Cannot parse `id` with value `a` to a `hunter2",
        "can not parse \"a\" to a hunter2",
        "invalid type: integer `4111",
    ] {
        for rule in [Known, Strict] {
            let shown = redacted(text, true, rule);
            assert!(shown.ends_with("[REDACTED]"), "{shown}");
            assert!(!shown.contains("hunter2") && !shown.contains("4111"), "{shown}");
        }
    }
}

#[test]
fn many_beginnings_of_shapes_cost_linear_time() {
    for piece in [
        "invalid type: ",
        "invalid type: string \"",
        "invalid type: string \\\"",
        "invalid value: integer `",
        "unknown field `",
        "Cannot parse `",
        "Cannot parse `a` with value `",
        "Validation error: ",
        "missing field `",
        "[0",
        "'",
    ] {
        let long = piece.repeat(8192 / piece.len());
        for rule in [Known, Strict] {
            assert!(redacted(&long, false, rule).len() <= 4 * long.len());
        }
    }
}

#[test]
fn errors_about_input_are_known_by_their_module() {
    for about_input in [
        std::any::type_name::<serde_json::Error>(),
        std::any::type_name::<SerdeError>(),
        "axum::extract::rejection::JsonRejection",
        "alloc::boxed::Box<validator::types::ValidationErrors>",
        "&wrapped::Error<u8, serde_json::error::Error>",
    ] {
        assert!(is_about_input(about_input), "{about_input}");
    }
    for other in [
        "std::io::error::Error",
        "axum::Error",
        "serde_json",
        "timed::Error",
        "alloc::string::String",
    ] {
        assert!(!is_about_input(other), "{other}");
    }
}

/// Values as people and attackers type them.
fn typed() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "`",
        "'",
        "\\",
        "\n",
        "\t",
        ", expected ",
        "`, expected ",
        "\", expected ",
        "` to a `",
        "`: ",
        "\\\", expected u64",
        "invalid type: ",
        "unknown field `",
        "[{",
        "}]",
        "東",
        "\u{202e}",
        " ",
        "one of `",
        "x",
    ]);
    prop::collection::vec(
        prop_oneof![pieces.prop_map(str::to_owned), Just("SECRET".to_owned())],
        1..8,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_survives_whatever_is_in_it(value in typed(), cut in 0_usize..200) {
        let texts = [
            SerdeError::invalid_type(Unexpected::Str(&value), &"u64").to_string(),
            SerdeError::invalid_value(Unexpected::Str(&value), &"a word").to_string(),
            SerdeError::invalid_type(Unexpected::Other(&value), &"u64").to_string(),
            SerdeError::unknown_field(&value, &["user", "password", "code"]).to_string(),
            SerdeError::unknown_field(&value, &[]).to_string(),
            SerdeError::unknown_variant(&value, &["user"]).to_string(),
            format!("Cannot parse `{value}` to a `u64`"),
            format!("Cannot parse `id` with value `{value}` to a `u64`"),
            format!("can not parse {value:?} to a u32"),
            format!("x: Validation error: length [{:?}]", std::collections::HashMap::from([("value", &value)])),
        ];
        let in_path = format!("{value}: {}", SerdeError::unknown_variant(&value, &["user", "b"]));
        // A path in which there is the beginning of a message is not recognised.
        for rule in [Known, Strict].into_iter().filter(|_| !value.contains([':', '`', '{'])) {
            prop_assert!(!redacted(&in_path, false, rule).contains("SECRET"), "{}", in_path);
        }
        for text in texts {
            for debugged in [text.clone(), format!("{text:?}"), format!("{:?}", format!("{text:?}"))] {
                for rule in [Known, Strict] {
                    let shown = redacted(&debugged, false, rule);
                    prop_assert!(!shown.contains("SECRET"), "{} -> {}", debugged, shown);
                    let kept = crate::text::chars::prefix(&debugged, cut);
                    let shown = redacted(kept, true, rule);
                    prop_assert!(!shown.contains("SECRET"), "{} -> {}", kept, shown);
                }
            }
        }
    }
}
