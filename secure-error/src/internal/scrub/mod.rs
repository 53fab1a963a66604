//! Removes credentials from the text of other crates: the feature `scrub`.
//!
//! Drivers and clients put connection strings, tokens and headers into the text of their errors, and that text goes to the
//! log. With this feature, these texts are searched for well-known forms of credentials first, and `[REDACTED]` replaces
//! what is found:
//!
//! - the text of every error in a chain of causes,
//! - the message of every `#[internal("…")]` and the text of every field in the log, because these may contain the text of a
//!   driver. `#[internal(raw)]` and `#[public]` fields are not searched;
//! - the text of responses and panics that `SecureErrorLayer` replaced.
//!
//! Locations, backtraces, type names and public text are not searched.
//!
//! ```
//! use secure_error::scrub;
//!
//! assert_eq!(
//!     scrub::text("error connecting to postgres://admin:hunter2@10.0.0.5/prod: timed out"),
//!     "error connecting to postgres://[REDACTED]@10.0.0.5/prod: timed out"
//! );
//! assert_eq!(scrub::text("no row for account 42"), "no row for account 42");
//! ```
//!
//! # This is best effort, not a guarantee
//!
//! A pattern matches only the forms that it was written for. Keep secrets out of errors in the first place: leave fields
//! sealed, mark verbose sources `#[internal(redact)]`, call `without_url()` on the errors of `reqwest`.
//!
//! | found | replaced |
//! |---|---|
//! | `scheme://user:password@host` and `user:password@host`, `thin:user/password@host` | all before the last `@` |
//! | `password=…`, `"api_key": "…"`, `Some("…")` behind such a name, `client_secret => '…'`, query parameters | the value |
//! | `password: hunter2`, `token: 9f8e7d6c5b4a` without quotes, if it does not look like a word | the value |
//! | `"--password" "…"`, `("x-api-key", "…")`, `<Password>…</Password>`, `key="password" value="…"` | the value |
//! | `Password("…")`, as `Debug` writes a type of that name | the value |
//! | `--password …`, `mysql -p…`, `sshpass -p …`, `curl -u …` | the value |
//! | what databases repeat of a row: `Key (email)=(…)`, `Duplicate entry '…'`, `Failing row contains (…)`, … | the values |
//! | `PASSWORD '…'` and `IDENTIFIED BY '…'` in SQL | the value |
//! | `Authorization`, `Proxy-Authorization`, `Cookie` and `Set-Cookie` headers | all but the scheme |
//! | `Bearer …`, `Basic …` and `AUTH PLAIN …` anywhere, if it does not look like a word | the token |
//! | JSON web tokens, and any other text that begins like JSON in base64 (`eyJ…`) | the token |
//! | PEM blocks, also without their end | the block |
//! | keys and tokens of some forty services (AWS, GitHub, Slack, Stripe, npm, crates.io, `OpenAI`, …) by their prefix | the token |
//! | webhook URLs of Slack and Discord, and URLs of the Telegram bot API | the token |
//! | the arguments that Redis repeats (`with args beginning with: …`, `"AUTH" "…"`) | the arguments |
//! | payment card numbers: 13 to 19 digits, in groups of three or more, that pass the Luhn check | the number |
//!
//! Among others, it does not find (a test covers each item of this list):
//!
//! - a password or token alone, without a name, a scheme or a prefix: `login failed for hunter2`, a session id of 32
//!   hexadecimal digits;
//! - a value behind a name that is not in the list (`key`, `code`, `nonce`), or behind other words (`the password is hunter2`);
//! - a value without quotes that looks like a word: `password: correcthorse`, `Bearer abcdefgh`;
//! - the rest of a value that a pattern ends too early: `password=two words`, a password with a space or a quote in a URL;
//! - a part that a parser took for something else, such as `invalid port "hunter2"`, and a password in a URL that begins
//!   with up to five digits and a `/`, which is a port to us;
//! - what is encoded once more: percent-encoding of a whole JSON body, base64, lists of bytes (`[104, 117, …]`);
//! - the secret part of a path (`/reset/9f8e7d6c`), and of a JSON web token whose first part is missing;
//! - numbers of cards that begin with 1, 7 or 9, or are grouped by dots, by more than one character, or in pairs;
//! - an option of another command whose name does not say that it is one: `backup -p hunter2`;
//! - personal data: names, e-mail and IP addresses, IBANs.
//!
//! There are false positives: about one in twenty identifiers of 13 to 19 digits passes for a card number, and any value
//! after `token=` is replaced. If operators need the value, write `#[internal(raw)]` on the field.
//!
//! # Cost
//!
//! One pass of one regular expression over the first 8 KiB of each text, without backtracking: about a microsecond for a
//! line, some milliseconds for 8 KiB of adversarial input. If something was found, the rest is searched again. The
//! expression is compiled once, on first use, in about a millisecond.

mod card;
mod patterns;
mod scan;
mod tail;
mod verdict;

use crate::text::chars::{TRUNCATED, prefix};
use std::borrow::Cow;

/// How much of a text is looked at, in bytes. More than the log shows of it, so that a secret that lies across the cut of
/// the log is seen whole.
pub(super) const READ: usize = 8 * 1024;

/// How much of the end of a text that goes on may be kept back, in bytes.
pub(crate) const MARGIN: usize = 1024;

/// Returns the text without recognised credentials; the [module](self) lists their forms.
///
/// Use it for text of other crates in your own log records; the text of a [`Report`](crate::Report) is scrubbed already. The
/// result is neither escaped nor safe for clients. A text of more than 8 KiB is cut and ends in `…[truncated]`.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    let read = prefix(text, READ);
    if read.len() == text.len() {
        return beginning(text, false);
    }
    Cow::Owned(beginning(read, true).into_owned() + TRUNCATED)
}

/// [`text`] for the beginning of a text. If it goes on, its last word is kept back: it may be half a secret.
pub(crate) fn beginning(text: &str, goes_on: bool) -> Cow<'_, str> {
    let end = if goes_on { tail::start(text) } else { text.len() };
    let mut shown = scan::scan(text, end);
    for _ in 0..ROUNDS {
        let Cow::Owned(once) = &shown else { break };
        let again = scan::scan(once, once.len()).into_owned();
        if again == *once {
            break;
        }
        shown = Cow::Owned(again);
    }
    shown
}

/// How often a text in which something was found is searched again: what is left may be a secret now.
const ROUNDS: u8 = 4;

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
