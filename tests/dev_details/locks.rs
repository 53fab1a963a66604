//! Each lock alone is enough. The first one is that of a release build: see `release.rs`.

use crate::leaky::{self, DSN, ask, ask_all, assert_closed, assert_open, details, open, router};
use crate::server::{get, request};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use secure_error::SecureErrorLayer;
use secure_error::layers::DevDetails;
use std::convert::Infallible;
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use tower::{Layer as _, service_fn};

/// A request with the host as it is given, once for each.
fn asked_as(hosts: &[&str]) -> Vec<u8> {
    let hosts: String = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
    format!("GET /own HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n").into_bytes()
}

#[test]
fn with_all_locks_open_the_report_is_in_the_body() {
    for host in ["localhost", "127.0.0.1:3000", "[::1]", "shop.localhost:8080"] {
        assert_open(&ask(open(), asked_as(&[host])));
    }
}

#[test]
fn without_a_word_of_the_program_nothing_is_shown() {
    for (path, _) in leaky::KINDS {
        assert_closed(&ask(SecureErrorLayer::new(), get(path)));
    }
}

#[test]
fn nothing_is_shown_to_a_peer_elsewhere_or_unknown() {
    for peer in [
        "10.0.0.7",
        "192.168.1.2",
        "203.0.113.9",
        "0.0.0.0",
        "::",
        "2001:db8::1",
        "::ffff:10.0.0.7",
    ] {
        let peer: IpAddr = peer.parse().unwrap();
        let details = DevDetails::for_local_development().peer(move |_| Some(peer));
        assert_closed(&ask(SecureErrorLayer::new().dev_details(details), get("/own")));
    }
    let unknown = DevDetails::for_local_development().peer(|_| None);
    let panics = DevDetails::for_local_development().peer(|_| panic!("no idea"));
    // axum puts no `SocketAddr` there that is not in its `ConnectInfo`.
    for details in [unknown, panics, DevDetails::for_local_development()] {
        assert_closed(&ask(SecureErrorLayer::new().dev_details(details), get("/own")));
    }
    let mapped: IpAddr = "::ffff:127.0.0.1".parse().unwrap();
    let details = DevDetails::for_local_development().peer(move |_| Some(mapped));
    assert_open(&ask(SecureErrorLayer::new().dev_details(details), get("/own")));
}

#[test]
fn nothing_is_shown_through_a_proxy() {
    for line in [
        "Forwarded: for=192.0.2.60",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "x-forwarded-proto: https",
        "X-Real-IP: 127.0.0.1",
        "Via: 1.1 proxy",
    ] {
        assert_closed(&ask(open(), request("GET", "/own", &[line.as_bytes()])));
    }
}

#[test]
fn nothing_is_shown_under_another_name() {
    let hosts: [&[&str]; 8] = [
        &["rebound.example"],
        &["localhost.example"],
        &["192.168.0.1"],
        &[""],
        &["localhost", "localhost"],
        &["localhost", "rebound.example"],
        &["local host"],
        &[],
    ];
    for hosts in hosts {
        let answer = ask(open(), asked_as(hosts));
        // Some of these hyper refuses by itself.
        assert!(!answer.text().contains(DSN) && answer.header("x-secure-error-development").is_none());
    }
    assert_closed(&ask(open(), asked_as(&["rebound.example"])));
    let absolute = b"GET http://rebound.example/own HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_closed(&ask(open(), absolute.to_vec()));
}

#[test]
fn nothing_is_shown_to_a_page_of_another_site() {
    for line in [
        "Sec-Fetch-Site: cross-site",
        "Origin: https://elsewhere.example",
        "Origin: null",
    ] {
        assert_closed(&ask(open(), request("GET", "/own", &[line.as_bytes()])));
    }
    for line in [
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Origin: http://localhost:5173",
    ] {
        assert_open(&ask(open(), request("GET", "/own", &[line.as_bytes()])));
    }
}

/// On HTTP/2 the host is the `:authority`; this server puts the address where it is looked for by default.
#[tokio::test]
async fn the_host_of_http_2_and_the_default_peer_count_as_well() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, peer) = listener.accept().await.unwrap();
        let inner = service_fn(|_: Request<_>| async {
            Ok::<_, Infallible>(secure_error::respond::<Full<Bytes>>(&leaky::short()))
        });
        let layer = SecureErrorLayer::new().dev_details(DevDetails::for_local_development());
        let service = layer.layer(inner);
        let with_peer = service_fn(move |mut request: Request<hyper::body::Incoming>| {
            request.extensions_mut().insert::<SocketAddr>(peer);
            tower::ServiceExt::oneshot(service.clone(), request)
        });
        let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        connection
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(with_peer))
            .await
    });
    let stream = TokioIo::new(tokio::net::TcpStream::connect(address).await.unwrap());
    let (mut client, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream)
        .await
        .unwrap();
    tokio::spawn(connection);
    for (authority, shown) in [("localhost:1", true), ("rebound.example", false)] {
        let request = Request::get(format!("http://{authority}/"));
        let request = request.body(http_body_util::Empty::<Bytes>::new()).unwrap();
        let answer: Response<_> = client.send_request(request).await.unwrap();
        assert_eq!(answer.status(), 409);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(String::from_utf8_lossy(&body).contains(DSN), shown, "{authority}");
    }
}

#[test]
fn the_log_says_once_why_nothing_is_shown() {
    let forwarded = request("GET", "/own", &[b"Via: 1.1 proxy"]);
    let requests = [
        forwarded.clone(),
        forwarded.clone(),
        asked_as(&["rebound.example"]),
        forwarded,
    ];
    let (answers, log) = ask_all(router().layer(open()), &requests);
    answers.iter().for_each(assert_closed);
    let reasons: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("secure_error::development"))
        .collect();
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(
        reasons[0].contains("the request came through a proxy"),
        "{}",
        reasons[0]
    );
    assert!(reasons[1].contains("does not name this machine"), "{}", reasons[1]);
    let missing = SecureErrorLayer::new().dev_details(DevDetails::for_local_development());
    let (_, log) = ask_all(router().layer(missing), &[get("/fine")]);
    assert!(log.contains("see `DevDetails::peer`"), "{log}");
    let (_, log) = ask_all(
        router().layer(SecureErrorLayer::new().dev_details(details())),
        &[get("/own")],
    );
    assert!(!log.contains("secure_error::development"), "{log}");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files
        .into_iter()
        .chain(folders.iter().flat_map(|folder| sources(folder)))
        .collect()
}

#[test]
fn no_environment_variable_is_read() {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../secure-error/src");
    let files = sources(&library);
    assert!(files.len() > 50, "the library has moved");
    // Tests start processes of their own.
    let is_a_test = |file: &PathBuf| file.strip_prefix(&library).unwrap().iter().any(|part| part == "tests");
    for file in files.iter().filter(|file| !is_a_test(file)) {
        let source = fs::read_to_string(file).unwrap();
        for word in ["env::", "env!("] {
            assert!(!source.contains(word), "{word} in {}", file.display());
        }
    }
}
