//! What fails after the head of a response was sent.

use crate::harness::ask;
use actix_web::{App, HttpResponse, web};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use secure_error::stream::{event, reported};
use secure_error::{Fault, RequestId, SecureErrorLayer};
use secure_error_tests::server::get;
use secure_error_tests_frameworks::shop::DbError;
use std::convert::Infallible;
use std::io;

/// The id of the request, and then an error.
fn rows() -> impl futures_util::Stream<Item = Result<Bytes, Fault>> {
    let first = stream::once(async {
        Ok(Bytes::from(format!(
            "{:?};",
            RequestId::current().map(|id| id.to_string())
        )))
    });
    first.chain(stream::once(async {
        actix_web::rt::time::sleep(std::time::Duration::from_millis(20)).await;
        Err(Fault::internal(DbError))
    }))
}

#[test]
fn a_body_that_fails_ends_the_connection_and_is_one_record() {
    let foreign = async || HttpResponse::Ok().streaming(rows().map(|row| row.map_err(|_| io::Error::other(DbError))));
    let own = async || HttpResponse::Ok().streaming(reported(rows()).map(|row| row.map_err(io_error)));
    let app = move || {
        App::new()
            .route("/foreign", web::get().to(foreign))
            .route("/own", web::get().to(own))
            .wrap(SecureErrorLayer::new())
    };
    for path in ["/foreign", "/own"] {
        let (answer, record) = ask!(app(), [get(path)]).one();
        assert_eq!(answer.status(), 200);
        assert!(
            answer.text().contains(&format!("Some(\"{}\");", answer.id())),
            "{}",
            answer.text()
        );
        assert!(!answer.body.ends_with(b"0\r\n\r\n"), "{}", answer.text());
        assert!(record.to_string().contains(&DbError.to_string()), "{record}");
        assert!(!answer.text().contains(&DbError.to_string()));
    }
}

fn io_error(fault: Fault) -> io::Error {
    io::Error::other(Box::<dyn std::error::Error + Send + Sync>::from(fault))
}

#[test]
fn an_error_among_events_is_an_event_with_the_public_view() {
    let events = async || {
        let id = RequestId::current().unwrap();
        let events = reported(rows())
            .map(move |row| Ok::<_, Infallible>(row.unwrap_or_else(|fault| Bytes::from(event(&fault.public(), &id)))));
        HttpResponse::Ok().content_type("text/event-stream").streaming(events)
    };
    let app = move || {
        App::new()
            .route("/", web::get().to(events))
            .wrap(SecureErrorLayer::new())
    };
    let (answer, record) = ask!(app(), [get("/")]).one();
    let text = answer.text();
    assert!(
        text.contains("event: error\ndata: {") && text.contains("INTERNAL_ERROR"),
        "{text}"
    );
    assert!(answer.body.ends_with(b"0\r\n\r\n"), "{text}");
    assert!(record.to_string().contains(&DbError.to_string()), "{record}");
}
