//! Whether a request comes from this machine.
//!
//! A loopback peer may be a proxy for remote clients, or a page of another site in the developer's browser. Any sign of
//! either refuses the details, and so does an unclear request.

use super::refusal::Refusal;
use http::header::{HOST, HeaderName, ORIGIN, VIA};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Request, Uri};
use std::net::IpAddr;

/// Headers in which proxies name themselves or the client, besides those that end as in [`ENDS`] or contain `forward`.
static FORWARDING: [HeaderName; 5] = [
    VIA,
    HeaderName::from_static("cdn-loop"),
    HeaderName::from_static("x-envoy-external-address"),
    HeaderName::from_static("x-host"),
    HeaderName::from_static("x-original-host"),
];

/// Every proxy has a name of its own for the address of the client: `X-Real-IP`, `CF-Connecting-IP`, `X-Azure-ClientIP`.
const ENDS: [&str; 4] = ["-ip", "_ip", "clientip", "socketip"];

pub(super) fn check<B>(request: &Request<B>, peer: Option<IpAddr>) -> Result<(), Refusal> {
    let headers = request.headers();
    if !is_loopback(peer.ok_or(Refusal::PeerUnknown)?) {
        return Err(Refusal::PeerElsewhere);
    }
    if headers.keys().any(is_forwarding) {
        return Err(Refusal::Forwarded);
    }
    // Another name that resolves to this machine is DNS rebinding.
    if !is_for_this_machine(request.uri(), headers) {
        return Err(Refusal::HostElsewhere);
    }
    if !is_of_this_site(headers) {
        return Err(Refusal::PageElsewhere);
    }
    Ok(())
}

/// `127.0.0.0/8` and `::1`, also where an IPv6 socket shows them as `::ffff:127.0.0.1`.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn is_forwarding(name: &HeaderName) -> bool {
    let text = name.as_str();
    text.contains("forward") || ENDS.iter().any(|end| text.ends_with(end)) || FORWARDING.contains(name)
}

/// The `Host` of HTTP/1 and the `:authority` of HTTP/2, which is that of the URI. At least one must be present, and each
/// one present must be local.
fn is_for_this_machine(uri: &Uri, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    let header = hosts.next();
    let authority = uri.authority();
    (header.is_some() || authority.is_some())
        && hosts.next().is_none()
        && header.is_none_or(|value| Authority::try_from(value.as_bytes()).is_ok_and(|it| is_local_authority(&it)))
        && authority.is_none_or(is_local_authority)
}

/// A loopback name, maybe with a port, and nothing else.
fn is_local_authority(authority: &Authority) -> bool {
    let host = authority.host();
    let is_port = |text: &str| text.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let rest = authority.as_str().strip_prefix(host);
    rest.is_some_and(|rest| rest.is_empty() || is_port(rest)) && is_local_name(host)
}

/// `localhost`, a subdomain of it (RFC 6761 section 6.3), or a loopback address.
fn is_local_name(host: &str) -> bool {
    let unbracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    if let Ok(address) = unbracketed.unwrap_or(host).parse::<IpAddr>() {
        return address.is_ipv6() == unbracketed.is_some() && is_loopback(address);
    }
    let host = host.to_ascii_lowercase();
    let mut labels = host.rsplit('.');
    labels.next() == Some("localhost") && labels.all(|label| !label.is_empty())
}

/// Browsers state the origin of the page that sends a request. Other clients send no such header.
fn is_of_this_site(headers: &HeaderMap) -> bool {
    let is_own = |value: &HeaderValue| matches!(value.as_bytes(), b"same-origin" | b"same-site" | b"none");
    let is_local_origin = |value: &HeaderValue| {
        let uri = Uri::try_from(value.as_bytes()).ok();
        uri.is_some_and(|uri| uri.scheme().is_some() && uri.authority().is_some_and(is_local_authority))
    };
    headers.get_all(SEC_FETCH_SITE).iter().all(is_own) && headers.get_all(ORIGIN).iter().all(is_local_origin)
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LOOPBACK: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    fn request(uri: &str, headers: &[(&str, &[u8])]) -> Request<()> {
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    fn asked_as(host: &str) -> Result<(), Refusal> {
        check(&request("/", &[("host", host.as_bytes())]), LOOPBACK)
    }

    fn with(name: &str, value: &[u8]) -> Result<(), Refusal> {
        check(&request("/", &[("host", b"localhost"), (name, value)]), LOOPBACK)
    }

    #[test]
    fn a_peer_on_this_machine_is_one_by_its_address() {
        let from = |peer: Option<&str>| {
            let peer = peer.map(|peer| peer.parse().unwrap());
            check(&request("/", &[("host", b"localhost")]), peer)
        };
        for peer in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(from(Some(peer)), Ok(()), "{peer}");
        }
        for peer in [
            "0.0.0.0",
            "::",
            "10.0.0.1",
            "192.168.0.1",
            "128.0.0.1",
            "::2",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
        ] {
            assert_eq!(from(Some(peer)), Err(Refusal::PeerElsewhere), "{peer}");
        }
        assert_eq!(from(None), Err(Refusal::PeerUnknown));
    }

    #[test]
    fn the_host_is_a_loopback_name() {
        for host in [
            "localhost",
            "LocalHost:3000",
            "app.localhost",
            "a.b.localhost:1",
            "127.0.0.1",
            "127.9.9.9:65535",
            "[::1]",
            "[::1]:8080",
            "[::ffff:127.0.0.1]:80",
        ] {
            assert_eq!(asked_as(host), Ok(()), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "127.0.0.1.example.com",
            "notlocalhost",
            ".localhost",
            "a..localhost",
            "localhost.",
            "localhost:",
            "localhost:x",
            "localhost:65536",
            "localhost@example.com",
            "user@localhost",
            "localhost, example.com",
            "localhost example.com",
            "localhost/",
            "0.0.0.0",
            "10.0.0.1",
            "[::2]",
            "::1",
            "[127.0.0.1]",
            "[::1",
            "2130706433",
            "127.1",
        ] {
            assert_eq!(asked_as(host), Err(Refusal::HostElsewhere), "{host}");
        }
    }

    #[test]
    fn a_request_names_one_host() {
        let both = [("host", &b"localhost"[..]), ("host", b"localhost")];
        assert_eq!(check(&request("/", &both), LOOPBACK), Err(Refusal::HostElsewhere));
        assert_eq!(check(&request("/", &[]), LOOPBACK), Err(Refusal::HostElsewhere));
        assert_eq!(
            check(&request("/", &[("host", b"\xFF")]), LOOPBACK),
            Err(Refusal::HostElsewhere)
        );
        // HTTP/2 names it in the URI.
        assert_eq!(check(&request("http://localhost:1/", &[]), LOOPBACK), Ok(()));
        for (uri, host) in [
            ("http://example.com/", "localhost"),
            ("http://localhost/", "example.com"),
        ] {
            let request = request(uri, &[("host", host.as_bytes())]);
            assert_eq!(check(&request, LOOPBACK), Err(Refusal::HostElsewhere), "{uri} {host}");
        }
    }

    #[test]
    fn nobody_forwarded_the_request() {
        let others = [
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded",
            "forwarded",
            "x_forwarded_for",
            "x-original-forwarded-for",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "fastly-client-ip",
            "fly-client-ip",
            "x-appengine-user-ip",
            "x-azure-clientip",
            "x-azure-socketip",
        ];
        for name in FORWARDING.iter().map(HeaderName::as_str).chain(others) {
            assert_eq!(with(name, b""), Err(Refusal::Forwarded), "{name}");
        }
        for name in ["x-request-id", "x-zip", "ip", "accept"] {
            assert_eq!(with(name, b"1"), Ok(()), "{name}");
        }
    }

    #[test]
    fn no_page_of_another_site_made_the_request() {
        for site in [&b"same-origin"[..], b"same-site", b"none"] {
            assert_eq!(with("sec-fetch-site", site), Ok(()));
        }
        for site in [&b"cross-site"[..], b"", b"Same-Origin", b"same-origin, none", b"\xFF"] {
            assert_eq!(with("sec-fetch-site", site), Err(Refusal::PageElsewhere), "{site:?}");
        }
        for origin in [
            &b"http://localhost:5173"[..],
            b"https://app.localhost",
            b"http://127.0.0.1",
        ] {
            assert_eq!(with("origin", origin), Ok(()), "{origin:?}");
        }
        for origin in [
            &b"https://example.com"[..],
            b"null",
            b"",
            b"localhost",
            b"http://localhost@example.com",
            b"\xFF",
        ] {
            assert_eq!(with("origin", origin), Err(Refusal::PageElsewhere), "{origin:?}");
        }
    }
}
