//! The domain of an e-mail address.

use super::maskable::Text;
use super::{Maskable, Masked};

/// Longest name of a host and longest label in it (RFC 1035 section 2.3.4).
const NAME: usize = 253;
const LABEL: usize = 63;
/// Longest part before the `@` (RFC 5321 section 4.5.3.1.1).
const LOCAL: usize = 64;

/// Shows the domain of an e-mail address only: `***@example.com`.
///
/// Neither the first letter nor the length of the local part is shown: with the domain they often identify a person.
/// Anything but an unquoted local part, one `@` and a host name with a dot is `[REDACTED]`.
///
/// The domain of a person or of a small company is personal data as well, and a password with an `@` and a dot looks like
/// an address. Use a fingerprint for text typed into a form.
pub fn email<T: Maskable<By> + ?Sized, By>(value: &T) -> Masked {
    Masked::or_redacted(Text::of(value).and_then(|text| domain(text.as_str()).map(|domain| format!("***@{domain}"))))
}

fn domain(address: &str) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    (is_local(local) && is_domain(domain)).then(|| domain.to_ascii_lowercase())
}

/// A dot-atom (RFC 5322 section 3.2.3). Quoted forms exist, but are not used in practice.
fn is_local(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    local.len() <= LOCAL && local.split('.').all(is_atom)
}

/// Two labels or more, the last of them not a number.
fn is_domain(domain: &str) -> bool {
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.len() <= NAME
        && domain.contains('.')
        && domain.split('.').all(is_label)
        && last.len() >= 2
        && last.starts_with(|first: char| first.is_ascii_alphabetic())
}

fn is_label(label: &str) -> bool {
    let bytes = label.as_bytes();
    (1..=LABEL).contains(&label.len())
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        && ![bytes.first(), bytes.last()].contains(&Some(&b'-'))
}

#[cfg(test)]
mod tests {
    use super::{LABEL, LOCAL, NAME, email};

    #[test]
    fn an_address_keeps_its_domain_only() {
        for (address, shown) in [
            ("alice@example.com", "***@example.com"),
            ("a@example.com", "***@example.com"),
            ("Alice.B+news@Mail.Example.COM", "***@mail.example.com"),
            ("o'hara@xn--bcher-kva.example", "***@xn--bcher-kva.example"),
            ("alice@x.com", "***@x.com"),
            ("alice@a.b.co", "***@a.b.co"),
        ] {
            assert_eq!(email(address).to_string(), shown);
        }
    }

    #[test]
    fn an_address_at_its_limits_is_one_and_beyond_them_is_not() {
        let label = "a".repeat(LABEL);
        let name = format!("{label}.{label}.{label}.{}", "a".repeat(NAME - 3 * (LABEL + 1)));
        let local = "a".repeat(LOCAL);
        for (address, is_one) in [
            (format!("{local}@example.com"), true),
            (format!("{local}a@example.com"), false),
            (format!("a@{label}.com"), true),
            (format!("a@{label}a.com"), false),
            (format!("a@{name}"), true),
            (format!("a@{}", name.replacen('.', "a.", 1)), false),
            (format!("a@{name}a"), false),
        ] {
            assert_eq!(email(&address).to_string() != "[REDACTED]", is_one, "{address}");
        }
    }

    #[test]
    fn whatever_is_no_plain_address_is_hidden_whole() {
        let long = format!("{}@example.com", "a".repeat(65));
        for other in [
            "",
            "alice",
            "@example.com",
            "alice@",
            "alice@localhost",
            "alice@example.c",
            "alice@example.1a",
            "alice@.com",
            "alice@a-.com",
            "alice@example.com@evil.example",
            "\"a b\"@example.com",
            "alice smith@example.com",
            "alice@exa mple.com",
            "alice@-example.com",
            "alice@example..com",
            "alice@example.com\n",
            "alice@[10.0.0.5]",
            "alice@10.0.0.5",
            "alice@bücher.example",
            "Alice <alice@example.com>",
            "P@ssw0rd!x.com",
            &long,
        ] {
            assert_eq!(email(other).to_string(), "[REDACTED]", "{other}");
        }
    }
}
