//! What credentials look like. Each pattern has one group: what is replaced.
//!
//! All of it is about bytes and ASCII, so every match begins and ends at an ASCII character or at an end of the text. No
//! pattern has to look back, and whatever it takes, the time is linear: there is no backtracking in this engine.

use super::verdict::Verdict;

/// Names of passwords, of whatever a name ends in.
macro_rules! password {
    () => {
        "(?i:password|passwd|passphrase|passcode|pwd|secret(?:[_-]?key)?(?:[_-]?base)?|bindpw|rootpw)[0-9]*"
    };
}

/// Names of tokens and keys.
macro_rules! token {
    () => {
        "(?i:token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key\
         |credentials?|sess(?:ion)?[_-]?id|signature|jwt|client[_-]?assertion|verifier)[0-9]*"
    };
}

/// Short names, which must be whole words: `pin` must not match `shipping`.
macro_rules! short {
    () => {
        r"(?:\b|_)(?i:pass|pw|pin|otp|totp|cvv|cvc|sig|sid|psk)"
    };
}

macro_rules! any_name {
    () => {
        concat!("(?:", password!(), "|", token!(), "|", short!(), ")")
    };
}

/// `:`, `=` or `=>` behind a name that may be quoted, also inside of a quoted text.
macro_rules! is {
    () => {
        r#"\\*["']?\s*(?:=>|[:=])\s*"#
    };
}

/// `Some(` and the like.
macro_rules! inside {
    () => {
        r"(?:[A-Za-z][A-Za-z0-9_]*\()?"
    };
}

/// What is one value though there are spaces in it: a PEM block, a scheme and its token.
macro_rules! spaced {
    () => {
        r"-----BEGIN [A-Z0-9 ]+-----(?s:.)*?(?:-----END [A-Z0-9 ]+-----|\z)|(?i:bearer|basic)\s+[A-Za-z0-9._~+/=-]+"
    };
}

/// The pattern, and what its group has to be besides.
pub(super) const PATTERNS: &[(&str, Verdict)] = &[
    // PEM (RFC 7468), whole, or what is there of it: its beginning up to the end of the text, or its end.
    (
        r"(-----BEGIN [A-Z0-9 ]+-----(?s:.)*?(?:-----END [A-Z0-9 ]+-----|\z))",
        Verdict::Always,
    ),
    (r"([A-Za-z0-9+/=\r\n]+-----END [A-Z0-9 ]+-----)", Verdict::Always),
    // The user information of a URL (RFC 3986 section 3.2.1). First with a colon, because an unencoded password may
    // have a slash in it; a space behind the colon is a frequent mistake. But `:8080/` is a port.
    (
        concat!(
            r#"://([^\s/:@"'<>`]*:"#,
            r#"(?: [^\s"'<>`]|[^\s0-9"'<>`]|[0-9]{1,5}[^\s0-9/?#"'<>`]|[0-9]{6})"#,
            r#"[^\s"'<>`]*)@"#
        ),
        Verdict::Always,
    ),
    (r#"://([^\s/?#"'<>`]+)@"#, Verdict::Always),
    // The same without a scheme: `user:password@tcp(host)`, `user:password@host`.
    (
        r#"(?:^|[\s"'`(=,\[])([A-Za-z0-9._%+-]+:[^\s:/@"'<>`]+)@[A-Za-z0-9\[]"#,
        Verdict::Always,
    ),
    // Authorization headers: in quotes, with a scheme and a token, with a scheme and parameters, with a token only.
    (
        concat!(
            r#"(?i:authorization)\\*["']?\s*(?:=>|[:=,])\s*"#,
            inside!(),
            r#"\\*"(?i:(?:bearer|basic|token|apikey|negotiate|ntlm|digest)\s+)?([^"]+)"#
        ),
        Verdict::Always,
    ),
    (
        concat!(
            r#"(?i:authorization)\\*["']?\s*(?:=>|[:=,])\s*"#,
            inside!(),
            r"'(?i:(?:bearer|basic|token|apikey|negotiate|ntlm|digest)\s+)?([^']+)"
        ),
        Verdict::Always,
    ),
    (
        concat!(
            "(?i:authorization)",
            is!(),
            r#"(?i:bearer|basic|token|apikey|negotiate|ntlm)\s+([^\s"',;]+)"#
        ),
        Verdict::Always,
    ),
    (
        concat!(
            "(?i:authorization)",
            is!(),
            r"([A-Za-z0-9-]+\s+[A-Za-z0-9_-]+=[^\r\n]*)"
        ),
        Verdict::Always,
    ),
    (concat!("(?i:authorization)", is!(), r#"([^\s"',;]+)"#), Verdict::NoWord),
    (
        r#"(?i:cookie)\\*["']?\s*[:=,]\s*\\*["']?([^\s"'=;]+=[^\r\n"']*)"#,
        Verdict::Always,
    ),
    // Names with a value in quotes. If the opening quote is escaped, the closing one is too.
    (
        concat!(any_name!(), is!(), inside!(), r#"\\+"([^"]+)"#),
        Verdict::Always,
    ),
    (
        concat!(any_name!(), is!(), inside!(), r#""((?:[^"\\]|\\(?s:.))+)"#),
        Verdict::Always,
    ),
    (
        concat!(any_name!(), is!(), inside!(), r"'((?:[^'\\]|\\(?s:.)|'')+)"),
        Verdict::Always,
    ),
    // Names with a value up to the next space or separator. A word behind a colon and a space is prose most of the time.
    (
        concat!(any_name!(), r#"\\*["']?(?:=|%3[Dd])("#, spaced!(), r#"|[^\s;&"'<>]+)"#),
        Verdict::NoLiteral,
    ),
    (
        concat!(any_name!(), r"\s+=\s+(", spaced!(), r#"|[^\s;&"'<>]+)"#),
        Verdict::NoLiteral,
    ),
    (
        concat!(any_name!(), r#"\\*["']?:("#, spaced!(), r#"|[^\s:;&"'<>,(){}\[\]]+)"#),
        Verdict::NoLiteral,
    ),
    (
        concat!(
            password!(),
            r#"\\*["']?:\s+("#,
            spaced!(),
            r#"|[^\s:;&"'<>,(){}\[\]]+)"#
        ),
        Verdict::Password,
    ),
    (
        concat!(token!(), r#"\\*["']?:\s+("#, spaced!(), r#"|[^\s:;&"'<>,(){}\[\]]+)"#),
        Verdict::Token,
    ),
    (concat!(short!(), r":\s+([0-9]{3,8})"), Verdict::Always),
    // A name and its value as neighbours: two items of a list, an element of XML.
    (
        concat!(
            r#"["']-*[A-Za-z0-9_.-]*(?:"#,
            password!(),
            "|",
            token!(),
            r#")["'][\s,]+["']([^"']+)"#
        ),
        Verdict::Always,
    ),
    (concat!(any_name!(), r">([^<>]*[^<>\s][^<>]*)</"), Verdict::Always),
    // SQL.
    (
        r"(?i:password|identified\s+by)\s+'((?:[^'\\]|\\(?s:.)|'')+)",
        Verdict::Always,
    ),
    (
        r#"(?i:password|identified\s+by)\s+"((?:[^"\\]|\\(?s:.))+)"#,
        Verdict::Always,
    ),
    // Schemes of HTTP (RFC 6750, RFC 7617) and SMTP (RFC 4954) in the middle of a sentence.
    (r"(?i:\b(?:bearer|basic))\s+([A-Za-z0-9._~+/=-]+)", Verdict::NoWord),
    (
        r"(?i:\bauth\s+(?:plain|login|xoauth2|cram-md5))\s+([A-Za-z0-9+/=]+)",
        Verdict::NoWord,
    ),
    // What Redis repeats of a command.
    (r"(?i:with args beginning with:)\s*([^\r\n]+)", Verdict::Always),
    (
        r#""(?i:auth)"[\s,]+("(?:[^"\\]|\\(?s:.))*(?:"[\s,]+"(?:[^"\\]|\\(?s:.))*)*"?)"#,
        Verdict::Always,
    ),
    // JSON in base64 (RFC 7519): as much of the token as there is.
    (r"(?:\b|_)(eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*)", Verdict::Always),
    // Keys and tokens that say what they are.
    (r"\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,})", Verdict::Always),
    (
        r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|gl[a-z]{2,6}-[A-Za-z0-9_-]{20,})",
        Verdict::Always,
    ),
    (
        r"\b(xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{10,})",
        Verdict::Always,
    ),
    (
        r"\b(sk-[A-Za-z0-9_-]{20,}|AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})",
        Verdict::Always,
    ),
    (
        r"\b(npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}|hv[sbr]\.[A-Za-z0-9_-]{20,}|do[opr]_v1_[a-f0-9]{40,}|AGE-SECRET-KEY-[A-Z0-9]{20,})",
        Verdict::Always,
    ),
    // Addresses whose path is a secret.
    (
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9_/-]+)",
        Verdict::Always,
    ),
    (
        r"discord(?:app)?\.com/api/(?:v[0-9]+/)?webhooks/([0-9]+/[A-Za-z0-9_-]+)",
        Verdict::Always,
    ),
    (r"\bbot([0-9]{6,}:[A-Za-z0-9_-]{30,})", Verdict::Always),
    // As many digits as a card may have, and maybe more behind them.
    (r"([0-9](?:[ -]?[0-9]){12,18})", Verdict::Card),
];
