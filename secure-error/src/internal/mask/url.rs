//! The hosts of a URL, without its credentials.

use super::maskable::Text;
use super::{Maskable, Masked, REDACTED};
use std::net::Ipv6Addr;

/// The longest accepted scheme and host name, in bytes.
const SCHEME: usize = 32;
const HOST: usize = 253;

/// Shows scheme, hosts and ports of a URL or DSN, and marks the rest: `postgres://[REDACTED]@10.0.0.5:5432/[REDACTED]`.
///
/// User, password, path, query and fragment are hidden (RFC 9110 section 17.9, ASVS 5.0 14.2.1): webhooks and reset links
/// have their token in the path. A bare root path is not a secret and is omitted.
///
/// It is stricter than a URL parser, because what one parser reads as a port another reads as the beginning of a password.
/// The whole value is `[REDACTED]` if it has no `scheme://` and host, if a host is neither an ASCII name nor an IP address,
/// or if an `@` follows the authority, which may be the rest of a password that contains a `/`.
pub fn url<T: Maskable<By> + ?Sized, By>(value: &T) -> Masked {
    Masked::or_redacted(Text::of(value).and_then(|text| masked(text.as_str())))
}

fn masked(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, behind) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let (user, hosts) = match authority.rsplit_once('@') {
        Some((_, hosts)) => (format!("{REDACTED}@"), hosts),
        None => (String::new(), authority),
    };
    if !is_scheme(scheme) || behind.contains('@') || !hosts.split(',').all(is_host) {
        return None;
    }
    let behind = match behind {
        "" | "/" => String::new(),
        _ => format!("/{REDACTED}"),
    };
    Some(format!("{scheme}://{user}{hosts}{behind}"))
}

/// RFC 3986 section 3.1.
fn is_scheme(scheme: &str) -> bool {
    scheme.len() <= SCHEME
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// `name`, `name:port`, `[::1]` or `[::1]:port`.
fn is_host(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    if let Some((address, behind)) = address {
        return address.parse::<Ipv6Addr>().is_ok() && is_port(behind);
    }
    let end = host.find(':').unwrap_or(host.len());
    host.split_at_checked(end)
        .is_some_and(|(name, behind)| is_name(name) && is_port(behind))
}

/// Nothing, or `:` and a number.
fn is_port(text: &str) -> bool {
    let is_number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    text.is_empty() || text.strip_prefix(':').is_some_and(is_number)
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    name.len() <= HOST && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::{HOST, SCHEME, url};

    #[test]
    fn scheme_host_and_port_stay() {
        for (value, shown) in [
            ("https://example.com", "https://example.com"),
            ("https://example.com/", "https://example.com"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("redis://[::1]:6379/", "redis://[::1]:6379"),
            ("kafka://b1:9092,b2:9092", "kafka://b1:9092,b2:9092"),
        ] {
            assert_eq!(url(value).to_string(), shown);
        }
    }

    #[test]
    fn user_path_query_and_fragment_go() {
        for (value, shown) in [
            (
                "postgres://admin:hunter2@10.0.0.5:5432/prod?sslmode=x",
                "postgres://[REDACTED]@10.0.0.5:5432/[REDACTED]",
            ),
            ("redis://:hunter2@cache", "redis://[REDACTED]@cache"),
            (
                "https://hunter2@github.com/a/b.git",
                "https://[REDACTED]@github.com/[REDACTED]",
            ),
            ("amqp://u:p@ss@mq:5672", "amqp://[REDACTED]@mq:5672"),
            (
                "https://hooks.example.com/services/T0/hunter2",
                "https://hooks.example.com/[REDACTED]",
            ),
            ("https://example.com?token=hunter2", "https://example.com/[REDACTED]"),
            ("https://example.com#hunter2", "https://example.com/[REDACTED]"),
            (
                "mongodb://u:hunter2@a:27017,b:27017/db",
                "mongodb://[REDACTED]@a:27017,b:27017/[REDACTED]",
            ),
        ] {
            assert_eq!(url(value).to_string(), shown);
        }
    }

    #[test]
    fn a_url_at_its_limits_is_one_and_beyond_them_is_not() {
        let (scheme, host) = ("a".repeat(SCHEME), "a".repeat(HOST));
        for (value, is_one) in [
            (format!("{scheme}://x"), true),
            (format!("{scheme}a://x"), false),
            (format!("https://{host}"), true),
            (format!("https://{host}a"), false),
            ("https://x:65535".to_owned(), true),
            ("https://x:65536".to_owned(), false),
        ] {
            assert_eq!(url(&value).to_string() == value, is_one, "{value}");
        }
    }

    #[test]
    fn what_is_not_understood_is_hidden_whole() {
        for other in [
            "",
            "hunter2",
            "/reset/hunter2",
            "mailto:alice@example.com",
            "host=10.0.0.5 password=hunter2",
            "user:hunter2@tcp(10.0.0.5:3306)/prod",
            "jdbc:postgresql://10.0.0.5/prod?password=hunter2",
            "sqlserver://10.0.0.5:1433;password=hunter2",
            "sqlite:///home/alice/hunter2.db",
            // A password with a `/`, `?` or `#` in it looks like a host and a port.
            "postgres://admin:12/34hunter2@10.0.0.5/prod",
            "postgres://admin:12?34hunter2@10.0.0.5/prod",
            "postgres://admin:hunter2/x@10.0.0.5/prod",
            "postgres://admin:hunter2%4010.0.0.5/prod",
            "postgres://admin:hunter2",
            "https://exa mple.com/",
            "https://example.com:99999/",
            "https://example.com:+80/",
            "https://example.com:/@",
            "https://[::1/",
            "https://ex\u{430}mple.com/",
            "https://user:hunter2\\@example.com\\x/",
            "://example.com",
            // A colon and no host.
            ":",
            "://",
            "https://",
            "https:",
            "https:example.com",
            "https://:",
            "https://:8080",
            "https://:hunter2",
            "https://user:hunter2@",
            "https://user:hunter2@:8080",
            "https://user:hunter2@/prod",
            "https://a,:8080",
            "https://.:8080",
            "https://example.com:",
            "https://[]:8080",
            "file:///home/alice",
            "admin:hunter2",
            "1https://example.com",
            "x https://example.com",
        ] {
            assert_eq!(url(other).to_string(), "[REDACTED]", "{other}");
        }
    }
}
