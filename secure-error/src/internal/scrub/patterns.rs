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
    // The same without a scheme: `user:password@tcp(host)`, `user:password@host`. The password may have an `@` in it.
    (
        r#"(?:^|[\s"'`(=,\[])([A-Za-z0-9._%+-]+:[^\s:/"'<>`]+)@[A-Za-z0-9\[]"#,
        Verdict::Always,
    ),
    // Oracle: `thin:user/password@host`, and what its tools are called with.
    (
        r#"(?i:\bthin:|\b(?:sqlplus|sqlldr|expdp|impdp)\s+)([^\s/:@"'<>`]+/(?:"[^"]*"|[^\s"'<>`]+))@"#,
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
    // The same in XML, where the value is an attribute of its own or escaped.
    (
        concat!(
            r#"["'][A-Za-z0-9_.:-]*(?:"#,
            password!(),
            "|",
            token!(),
            r#")["']\s+(?i:value)\s*=\s*["']([^"']+)"#
        ),
        Verdict::Always,
    ),
    (
        concat!(any_name!(), r"\s*=\s*&(?:quot|apos|#34|#39);([^&<>]+)"),
        Verdict::Always,
    ),
    // A type called like that, as `Debug` writes it.
    (
        concat!(any_name!(), r"\(", inside!(), r#"\\+"([^"]+)"#),
        Verdict::Always,
    ),
    (
        concat!(any_name!(), r"\(", inside!(), r#""((?:[^"\\]|\\(?s:.))+)"#),
        Verdict::Always,
    ),
    // Options of commands.
    (
        concat!(
            r"(?:^|[^A-Za-z0-9_-])--?[A-Za-z0-9_-]*(?:",
            password!(),
            "|",
            token!(),
            r#"|\bpass)\s+([^\s"'<>;&|-][^\s"'<>;&|]*)"#
        ),
        Verdict::Always,
    ),
    (
        r#"\b(?:mysql|mariadb)[a-z-]*["']?[^\r\n]*?[\s"',]-p([^\s"',]+)"#,
        Verdict::Always,
    ),
    (r#"\bsshpass["']?[\s"',]+-p["',\s]*([^\s"',]+)"#, Verdict::Always),
    (
        r#"\bcurl["']?[^\r\n]*?[\s"',](?:-u|--user)["',\s]+([^\s"',]+)"#,
        Verdict::Always,
    ),
    // What databases repeat of a row: PostgreSQL in any language, MySQL, SQL Server, MongoDB.
    (
        r#"[A-Za-z0-9_ ,")]\)=\(([^\r\n]*)\) (?:already exists|is not present|is still referenced|conflicts with)"#,
        Verdict::Always,
    ),
    (r#"[A-Za-z0-9_ ,")]\)=\(([^\r\n()]+)"#, Verdict::Always),
    (r"Failing row contains \(([^\r\n]*[^\r\n).])", Verdict::Always),
    (r"Duplicate entry '([^\r\n]*)' for key", Verdict::Always),
    (r"Duplicate entry '([^\r\n]+)", Verdict::Always),
    (r"duplicate key value is \(([^\r\n]*[^\r\n).])", Verdict::Always),
    (r"dup key: \{ ([^\r\n]*[^\r\n} ])", Verdict::Always),
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

/// Keys and tokens that say whose they are, by their prefix.
pub(super) const PREFIXED: &[&str] = &[
    // Clouds and networks: AWS, Google, DigitalOcean, Databricks, Vault, Tailscale, Pulumi.
    "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}",
    "AIza[A-Za-z0-9_-]{30,}",
    r"ya29\.[A-Za-z0-9_-]{20,}",
    "GOCSPX-[A-Za-z0-9_-]{20,}",
    "do[opr]_v1_[a-f0-9]{40,}",
    "dapi[a-f0-9]{32}",
    r"hv[sbr]\.[A-Za-z0-9_-]{20,}",
    "tskey-[A-Za-z0-9-]{20,}",
    "pul-[a-f0-9]{40}",
    // Repositories and trackers: GitHub, GitLab, Atlassian, Grafana, Sentry, Linear, Notion.
    "gh[pousr]_[A-Za-z0-9]{20,}",
    "github_pat_[A-Za-z0-9_]{20,}",
    "gl[a-z]{2,6}-[A-Za-z0-9_-]{20,}",
    "ATATT3[A-Za-z0-9_=-]{20,}",
    "gl(?:sa|c)_[A-Za-z0-9_=-]{20,}",
    "sntry[su]_[A-Za-z0-9_=+/-]{20,}",
    "lin_api_[A-Za-z0-9]{20,}",
    "ntn_[A-Za-z0-9]{20,}",
    // Messages and payments: Slack, Stripe, Shopify, Square, SendGrid, Brevo, Mailgun.
    "xox[a-z]-[A-Za-z0-9-]{10,}",
    "xapp-[A-Za-z0-9-]{10,}",
    "[sr]k_(?:live|test)_[A-Za-z0-9]{10,}",
    "whsec_[A-Za-z0-9]{10,}",
    "shp(?:at|ss|ca|pa)_[A-Fa-f0-9]{20,}",
    "sq0(?:atp|csp)-[A-Za-z0-9_-]{20,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "xkeysib-[a-f0-9]{40,}",
    "key-[a-f0-9]{32}",
    // Models: OpenAI and Anthropic, Hugging Face, Groq, xAI, Perplexity, Replicate.
    "sk-[A-Za-z0-9_-]{20,}",
    "hf_[A-Za-z0-9]{30,}",
    "gsk_[A-Za-z0-9]{30,}",
    "xai-[A-Za-z0-9]{30,}",
    "pplx-[A-Za-z0-9]{30,}",
    "r8_[A-Za-z0-9]{30,}",
    // Registries and databases: npm, PyPI, crates.io, Docker, RubyGems, Supabase, PlanetScale, Postman.
    "npm_[A-Za-z0-9]{30,}",
    "pypi-[A-Za-z0-9_-]{30,}",
    r"cio[A-Za-z0-9]{32}\b",
    "dckr_pat_[A-Za-z0-9_-]{20,}",
    "rubygems_[a-f0-9]{40,}",
    "sbp_[a-f0-9]{40}",
    "sb_secret_[A-Za-z0-9_-]{20,}",
    "pscale_(?:tkn|pw)_[A-Za-z0-9_.-]{20,}",
    "PMAK-[a-f0-9-]{40,}",
    // Keys of age.
    "AGE-SECRET-KEY-[A-Z0-9]{20,}",
];
