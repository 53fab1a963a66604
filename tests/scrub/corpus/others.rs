//! Mail, directories, processes, payment.

use super::Text;

pub const TEXTS: &[Text] = &[
    (
        "lettre, around its transport",
        "Connection error: smtps://bob%40x.example:hunter2@smtp.example.com:465",
        "Connection error: smtps://[REDACTED]@smtp.example.com:465",
        &["bob", "hunter2"],
    ),
    (
        "an SMTP dialogue",
        "C: AUTH PLAIN AGJvYgBodW50ZXIy S: 535 5.7.8 rejected",
        "C: AUTH PLAIN [REDACTED] S: 535 5.7.8 rejected",
        &["AGJv"],
    ),
    (
        "LDAP",
        "simple bind failed: binddn=cn=app,dc=example bindpw=hunter2 ldap://10.0.0.5",
        "simple bind failed: binddn=cn=app,dc=example bindpw=[REDACTED] ldap://10.0.0.5",
        &["hunter2"],
    ),
    (
        "suppaftp, around its address",
        "Invalid response 530 from ftp://bob:hunter2@ftp.example.com/in",
        "Invalid response 530 from ftp://[REDACTED]@ftp.example.com/in",
        &["bob", "hunter2"],
    ),
    (
        "YAML",
        "invalid settings at line 3: `password: hunter2`",
        "invalid settings at line 3: `password: [REDACTED]",
        &["hunter2"],
    ),
    (
        "TOML",
        "TOML parse error at line 4\n  |\n4 | client_secret = \"hunter2\n  |                 ^ invalid basic string",
        "TOML parse error at line 4\n  |\n4 | client_secret = \"[REDACTED]",
        &["hunter2"],
    ),
    (
        "a session id",
        "no row for session_id: 550e8400-e29b-41d4-a716-446655440000",
        "no row for session_id: [REDACTED]",
        &["550e"],
    ),
    (
        "std::process::Command, `{:?}`",
        "cannot run \"pg_dump\" \"--password=hunter2\" \"prod\"",
        "cannot run \"pg_dump\" \"--password=[REDACTED]\" \"prod\"",
        &["hunter2"],
    ),
    (
        "the same with two arguments",
        "cannot run \"psql\" \"--password\" \"hunter2\" \"prod\"",
        "cannot run \"psql\" \"--password\" \"[REDACTED]\" \"prod\"",
        &["hunter2"],
    ),
    (
        "the environment",
        "spawn failed with {\"PATH\": \"/bin\", \"PGPASSWORD\": \"hunter2\", \"SECRET_KEY_BASE\": \"9f8e7d\"}",
        "spawn failed with {\"PATH\": \"/bin\", \"PGPASSWORD\": \"[REDACTED]\", \"SECRET_KEY_BASE\": \"[REDACTED]\"}",
        &["hunter2", "9f8e"],
    ),
    (
        "Kubernetes",
        "invalid Secret: {\"data\":{\"password\":\"aHVudGVyMg==\"},\"kind\":\"Secret\"}",
        "invalid Secret: {\"data\":{\"password\":\"[REDACTED]\"},\"kind\":\"Secret\"}",
        &["aHVu"],
    ),
    (
        "Ruby",
        "unknown option in {:user=>\"bob\", :password=>\"hunter2\"}",
        "unknown option in {:user=>\"bob\", :password=>\"[REDACTED]\"}",
        &["hunter2"],
    ),
    (
        "a payment provider",
        "Your card number 4242 4242 4242 4242 is incorrect, cvc=123",
        "Your card number [REDACTED] is incorrect, cvc=[REDACTED]",
        &["4242", "123"],
    ),
    (
        "a constraint",
        "duplicate key value violates unique constraint \"cards_pan\": Key (pan)=(378282246310005) already exists.",
        "duplicate key value violates unique constraint \"cards_pan\": Key (pan)=([REDACTED]) already exists.",
        &["3782"],
    ),
    (
        "a card beside other numbers",
        "transfer 17 2026-01-02 5555-5555-5555-4444 EUR 12",
        "transfer 17 2026-01-02 [REDACTED] EUR 12",
        &["5555", "4444"],
    ),
    (
        "a one-time password",
        "verification failed: otp=123456, pin: 9876",
        "verification failed: otp=[REDACTED] pin: [REDACTED]",
        &["123456", "9876"],
    ),
];
