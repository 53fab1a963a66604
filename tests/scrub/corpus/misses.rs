//! What the documentation says is not found. If one of these is found some day, both lists get shorter.

/// The text, and the secret that stays in it.
pub const MISSES: &[(&str, &str)] = &[
    // Alone, without a name, a scheme or a prefix.
    ("login failed for hunter2", "hunter2"),
    (
        "no session 31d4d96e407aad42f9d0c9be1b2f8f3a",
        "31d4d96e407aad42f9d0c9be1b2f8f3a",
    ),
    (
        "login failed for user \"hunter2\" (typed into the wrong field)",
        "hunter2",
    ),
    // Behind a name that is not in the list, or behind other words.
    ("bad request: key=9f8e7d6c5b4a", "9f8e7d6c5b4a"),
    ("https://x.example/cb?code=9f8e7d6c5b4a&state=1", "9f8e7d6c5b4a"),
    ("the password is hunter2", "hunter2"),
    (
        "No such configuration property: \"sasl.pasword\" sasl.password hunter2",
        "hunter2",
    ),
    (
        "invalid type: string \"hunter2\", expected u16 for key `db.password`",
        "hunter2",
    ),
    // Looks like a word.
    ("password: correcthorse", "correcthorse"),
    ("Bearer abcdefgh", "abcdefgh"),
    ("token: short1", "short1"),
    // The rest of a value that ended too early.
    (
        "Error parsing line: 'DATABASE_PASSWORD=two words', error at line index: 27",
        "words",
    ),
    ("postgres://admin:two words@10.0.0.5/prod", "two words"),
    ("postgres://admin:hun\"ter2@10.0.0.5/prod", "hun\"ter2"),
    ("{\\\"password\\\":\\\"hun\\\\\\\"ter2\\\"}", "ter2"),
    // A part that a parser took for something else.
    ("invalid port \":hunter2\" after host", "hunter2"),
    (
        "could not translate host name \"ter2@10.0.0.5\" to address: Name or service not known",
        "ter2",
    ),
    ("postgres://admin:123/hunter2@10.0.0.5/prod", "hunter2"),
    // Encoded once more.
    ("%7B%22password%22%3A%22hunter2%22%7D", "hunter2"),
    ("body eyAicGFzc3dvcmQiOiAiaHVudGVyMiIgfQ==", "eyAicGFzc3dvcmQi"),
    ("Settings { password: [104, 117, 110, 116, 101, 114, 50] }", "104, 117"),
    // Paths, and the rest of a token.
    ("error for url (https://x.example/reset/9f8e7d6c5b4a)", "9f8e7d6c5b4a"),
    ("bad signature c2lnbmF0dXJlc2lnbmF0dXJl", "c2lnbmF0dXJl"),
    // Cards of other kinds, or grouped otherwise.
    ("card 1354 1234 5678 911 refused", "1354 1234 5678 911"),
    ("card 4111.1111.1111.1111 refused", "4111.1111.1111.1111"),
    ("card 4111  1111  1111  1111 refused", "4111  1111"),
    ("card 41 11 11 11 11 11 11 11 refused", "41 11 11"),
    ("cannot run \"backup\" \"-p\" \"hunter2\"", "hunter2"),
    // Personal data.
    ("no user alice@example.com", "alice@example.com"),
    ("invalid IBAN DE89370400440532013000", "DE89370400440532013000"),
];
