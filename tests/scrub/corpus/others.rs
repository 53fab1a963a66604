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
    (
        "a newtype around a password, `{:?}`",
        "cannot log in with Login(\"bob\", Password(\"hun\\\"ter2\")) and ApiKey(Some(\"9f8e7d\"))",
        "cannot log in with Login(\"bob\", Password(\"[REDACTED]\")) and ApiKey(Some(\"[REDACTED]\"))",
        &["hun", "ter2", "9f8e7d"],
    ),
    (
        "the same, printed once more",
        "Error(\"cannot log in with Password(\\\"hunter2\\\")\")",
        "Error(\"cannot log in with Password(\\\"[REDACTED]\\\")\")",
        &["hunter2"],
    ),
    (
        "options of a command",
        "command failed: backup --user bob --password hunter2 --api-token 9f8e7d -password ter2 --out /tmp",
        "command failed: backup --user bob --password [REDACTED] --api-token [REDACTED] -password [REDACTED] --out /tmp",
        &["hunter2", "9f8e7d", "ter2"],
    ),
    (
        "options of MySQL",
        "cannot run mysqldump -h db -P 3306 -u bob -phunter2 prod",
        "cannot run mysqldump -h db -P 3306 -u bob -p[REDACTED] prod",
        &["hunter2"],
    ),
    (
        "the same, `{:?}`",
        "cannot run \"mysql\" \"-h\" \"db\" \"-phunter2\"",
        "cannot run \"mysql\" \"-h\" \"db\" \"-p[REDACTED]\"",
        &["hunter2"],
    ),
    (
        "options of sshpass and curl",
        "cannot run sshpass -p hunter2 ssh db; cannot run \"curl\" \"-u\" \"bob:ter2\" \"https://x.example\"",
        "cannot run sshpass -p [REDACTED] ssh db; cannot run \"curl\" \"-u\" \"[REDACTED]\" \"https://x.example\"",
        &["hunter2", "bob", "ter2"],
    ),
    (
        "attributes of XML",
        "cannot read <db user='app' password='hun ter2'/><login pwd = \"hunter2\"/>",
        "cannot read <db user='app' password='[REDACTED]'/><login pwd = \"[REDACTED]\"/>",
        &["hun", "ter2"],
    ),
    (
        "settings of .NET",
        "bad setting <add key=\"DbPassword\" value=\"hunter2\" /> in <x password=&quot;hun ter2&quot;>",
        "bad setting <add key=\"DbPassword\" value=\"[REDACTED]\" /> in <x password=&quot;[REDACTED]&quot;>",
        &["hun", "ter2"],
    ),
];
