//! What fails after the head of a response was sent.

use super::told;
use futures_util::{Stream, StreamExt as _, stream};
use poem::endpoint::make_sync;
use poem::web::sse::{Event, SSE};
use poem::{Body, EndpointExt as _, IntoResponse as _, Route};
use secure_error::stream::{data, reported};
use secure_error::{Fault, RequestId, SecureErrorLayer};
use secure_error_tests::server::{Answer, get};
use secure_error_tests_frameworks::shop::DbError;
use std::io;

/// The id of the request, and then an error.
fn rows() -> impl Stream<Item = Result<String, Fault>> + Send + 'static {
    let first = stream::once(async { Ok(format!("{:?};", RequestId::current().map(|id| id.to_string()))) });
    first.chain(stream::once(async {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        Err(Fault::internal(DbError))
    }))
}

fn service() -> impl poem::Endpoint + 'static {
    bare().with(SecureErrorLayer::new())
}

fn bare() -> Route {
    let foreign = make_sync(|_| Body::from_bytes_stream(rows().map(|row| row.map_err(|_| io::Error::other(DbError)))));
    let events = make_sync(|_| {
        let id = RequestId::current().unwrap();
        let events = reported(rows()).map(move |row| match row {
            Ok(row) => Event::message(row),
            Err(fault) => Event::message(data(&fault.public(), &id)).event_type("error"),
        });
        SSE::new(events).into_response()
    });
    Route::new().at("/foreign", foreign).at("/events", events)
}

#[test]
fn a_body_that_fails_ends_the_connection_and_is_one_record() {
    let (answers, records) = told(service(), &[get("/foreign")]);
    let answer = answers[0].as_ref().unwrap();
    assert_eq!((answer.status(), records.len()), (200, 1), "{records:#?}");
    assert_eq!(records[0]["request_id"], answer.id());
    assert!(records[0].to_string().contains(&DbError.to_string()), "{records:#?}");
    let text = answer.text();
    assert!(text.contains(&format!("Some(\"{}\");", answer.id())), "{text}");
    assert!(!text.contains(&DbError.to_string()), "{text}");
    // poem itself ends such a body as if it were complete.
    let (bare, records) = told(bare(), &[get("/foreign")]);
    let is_complete = |answer: &Answer| answer.body.ends_with(b"0\r\n\r\n");
    assert_eq!(
        (is_complete(answer), records.len()),
        (is_complete(bare[0].as_ref().unwrap()), 0)
    );
}

#[test]
fn an_error_among_events_is_an_event_with_the_public_view() {
    let (answers, records) = told(service(), &[get("/events")]);
    let answer = answers[0].as_ref().unwrap();
    assert_eq!(records.len(), 1, "{records:#?}");
    assert_eq!(records[0]["request_id"], answer.id());
    let text = answer.text();
    assert!(
        text.contains("event: error\n") && text.contains("INTERNAL_ERROR"),
        "{text}"
    );
    assert!(
        !text.contains(&DbError.to_string()) && answer.body.ends_with(b"0\r\n\r\n"),
        "{text}"
    );
}
