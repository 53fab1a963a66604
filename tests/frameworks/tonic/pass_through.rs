//! The one way past the seal.

use crate::desk;
use crate::exchange::{LAYER, ONCE, STREAM, Seen, behind, call, exchange, one, without};
use secure_error::frameworks::tonic::pass_through;
use secure_error::layers::PassThrough;
use std::convert::Infallible;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tower::{Layer, service_fn};

fn public() -> Status {
    let mut metadata = MetadataMap::new();
    metadata.insert("x-shelf", "7".parse().unwrap());
    metadata.insert("x-request-id", "of-the-catalogue".parse().unwrap());
    Status::with_details_and_metadata(Code::NotFound, "No such book", b"details".to_vec().into(), metadata)
}

#[track_caller]
fn is_public(seen: &Seen) {
    let failed = seen.failed();
    assert_eq!((failed.code, failed.message.as_str()), (Code::NotFound, "No such book"));
    assert_eq!(
        (failed.details.as_slice(), failed.names()),
        (&b"details"[..], vec!["x-request-id", "x-shelf"])
    );
    assert_eq!(failed.id().len(), 32);
}

#[test]
fn a_status_that_somebody_vouches_for_passes_whole_and_is_logged() {
    let once = desk::once(|_| async { Err(pass_through(public())) });
    let stream = desk::stream(|| tokio_stream::iter([Ok("1".to_owned()), Err(pass_through(public()))]));
    for (desk, method) in [(once, ONCE), (stream, STREAM)] {
        let (seen, records) = behind(desk.clone(), call(method));
        let (seen, record) = one(seen, records);
        is_public(&seen);
        assert_eq!(record["exception.type"], "PassedThrough", "{record}");
        assert_eq!(record["error.type"], "NOT_FOUND", "{record}");
        assert_eq!(record["exception.message"], "No such book");
        let text = record.to_string();
        for told in ["7 bytes", "x-shelf", "of-the-catalogue"] {
            assert!(text.contains(told), "{record}");
        }
        // Nobody is there to log it, as with HTTP.
        let (seen, records) = without(desk, call(method));
        is_public(&seen);
        assert!(records.is_empty(), "{records:?}");
    }
}

#[test]
fn what_was_changed_after_that_does_not_pass() {
    let desk = desk::once(|_| async {
        let status = pass_through(public());
        Err(Status::with_metadata(
            Code::NotFound,
            "hunter2",
            status.metadata().clone(),
        ))
    });
    let (seen, records) = behind(desk, call(ONCE));
    let (seen, record) = one(seen, records);
    assert!(record.to_string().contains("hunter2"), "{record}");
    assert!(
        !seen.text().contains("hunter2") && !seen.text().contains("x-shelf"),
        "{seen:?}"
    );
}

/// For a proxy that never makes a `Status` of what it forwards.
#[test]
fn the_mark_of_http_holds_for_answers_of_grpc_too() {
    let service = service_fn(|_: http::Request<tonic::body::Body>| async {
        let mut answer = public().into_http::<tonic::body::Body>();
        answer.extensions_mut().insert(PassThrough);
        Ok::<_, Infallible>(answer)
    });
    let (mut seen, records) = exchange(LAYER.layer(service), &[call(ONCE)]);
    let (seen, record) = one(seen.remove(0), records);
    is_public(&seen);
    assert_eq!(record["exception.type"], "PassedThrough", "{record}");
}

/// Nobody there knows which call it is for.
#[test]
fn one_that_another_task_vouches_for_has_the_id_that_is_in_the_log() {
    let elsewhere = || async { tokio::spawn(async { pass_through(public()) }).await.unwrap() };
    let once = desk::once(move |_| async move { Err(elsewhere().await) });
    let stream = desk::stream(move || {
        tokio_stream::StreamExt::then(tokio_stream::once(()), move |()| async move { Err(elsewhere().await) })
    });
    for (desk, method) in [(once, ONCE), (stream, STREAM)] {
        let (seen, records) = behind(desk, call(method));
        let (seen, _) = one(seen, records);
        is_public(&seen);
        if let Some(initial) = &seen.initial {
            assert_eq!(initial["x-request-id"], [seen.failed().id()]);
        }
    }
}

#[test]
fn one_that_is_kept_is_logged_each_time_under_the_id_of_the_call() {
    let kept = pass_through(public());
    let desk = desk::once(move |_| {
        let status = kept.clone();
        async { Err(status) }
    });
    let (seen, records) = exchange(LAYER.layer(desk.routes()), &[call(ONCE), call(ONCE)]);
    assert_eq!(records.len(), 2, "{records:#?}");
    for (seen, record) in seen.iter().zip(&records) {
        is_public(seen);
        assert_eq!(record["fields"]["request_id"], seen.failed().id(), "{record}");
    }
}
