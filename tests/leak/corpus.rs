//! What somebody types who means no good.

use crate::escapes::BOUND;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

/// Text that has broken log files, terminals, pages and parsers before.
pub const WEAPONS: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\0",
    "\u{1b}[2J",
    "\u{1b}]0;x\u{7}",
    "\u{7f}",
    "\u{85}",
    "\u{9b}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{2066}",
    "\u{200f}",
    "\u{61c}",
    "\u{200b}",
    "\u{2060}",
    "\u{feff}",
    "\u{ad}",
    "\u{e0041}",
    "\u{d7ff}",
    "\u{e000}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{10000}",
    "\u{10ffff}",
    "\"",
    "'",
    "`",
    "\\",
    "\\n",
    "\\u{202e}",
    "\\u0000",
    "\\u{3b}",
    ";",
    "{",
    "}",
    "{}",
    "{0}",
    "%s",
    "%0d%0a",
    "</script><script>alert(1)</script>",
    "<!--",
    "]]>",
    "&amp;",
    "${jndi:ldap://x}",
    "'; DROP TABLE users; --",
    "../../etc/passwd",
    "request failed",
    " forged=1",
    "\" forged=\"1",
    "\nERROR secure_error: request failed",
    "\r\nset-cookie: a=b\r\n\r\n",
    "{\"forged\":1}",
    "…[truncated]",
    "[REDACTED]",
    "\u{b}",
    "\u{c}",
    "\u{8}",
    "\u{1b}]8;;https://evil.example\u{1b}\\here\u{1b}]8;;\u{1b}\\",
    "\u{202a}\u{202b}\u{202c}\u{202d}\u{2067}\u{2068}\u{2069}\u{200e}",
    "\u{200c}\u{200d}",
    "\u{e0001}",
    "Z\u{351}\u{36b}\u{343}\u{36a}\u{302}\u{36b}",
    "{password}",
    "; caused by: auth::Login: admin logged in",
    "postgres://admin:hunter2@10.0.0.5/prod",
    "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
    "4111 1111 1111 1111",
    "C:\\Users\\admin\\secrets.txt",
    "[fe80::1%eth0]:5432",
    "2026-01-01T00:00:00Z ERROR secure_error: request failed error.type=\"FORGED\"\n",
    "{\"timestamp\":\"2026-01-01T00:00:00Z\",\"level\":\"ERROR\",\"fields\":{\"message\":\"forged\"}}\n",
    "ä",
    "東",
    "🦀",
    "e\u{301}",
    " ",
    "",
];

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => vec(any::<char>(), 0..300).prop_map(String::from_iter),
        4 => vec(select(WEAPONS), 0..60).prop_map(|weapons| weapons.concat()),
        2 => vec(prop_oneof![select(WEAPONS).prop_map(str::to_owned), any::<String>()], 0..20).prop_map(|parts| parts.concat()),
        // Around the bound, where an escape could be cut in two.
        2 => (BOUND - 12..BOUND + 4, select(WEAPONS)).prop_map(|(length, weapon)| "x".repeat(length) + weapon),
    ]
}

/// A megabyte of one thing.
pub fn megabyte() -> impl Strategy<Value = String> {
    let filling = prop_oneof![
        select(WEAPONS).prop_map(str::to_owned),
        any::<char>().prop_map(String::from)
    ];
    filling.prop_map(|filling| filling.repeat((1 << 20) / filling.len().max(1)))
}

pub fn cases(number: u32) -> Config {
    Config {
        failure_persistence: None,
        ..Config::with_cases(number)
    }
}
