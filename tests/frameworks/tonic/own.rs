//! Statuses that errors of the application become.

use crate::desk;
use crate::exchange::{LAYER, ONCE, STREAM, Seen, behind, call, exchange, one, without};
use crate::golden::{Golden, detail, field, number};
use secure_error::frameworks::tonic::SecureStatusLayer;
use secure_error::wire::JsonPointer;
use secure_error::work::TransactionError;
use secure_error::{Fault, ProblemType, ResultExt, SecureError, ViolationKind, Violations, problem};
use secure_error_tests::sink;
use serde_json::Value;
use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use tower::Layer;

const SECRET: &str = "postgres://admin:hunter2@10.0.0.5/prod";
const UNAUTHENTICATED: ProblemType =
    ProblemType::new(401, "NOT_LOGGED_IN", "Log in first").with_challenge("Bearer realm=\"api\"");
const TOO_SMALL: ViolationKind = ViolationKind::new("TOO_SMALL", "Must be at least 1");

#[derive(SecureError)]
#[secure_error(tonic, domain = "desk.example.com")]
enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no account for {place}")]
    NoAccount {
        place: &'static str,
    },
    #[public(
        status = 409,
        code = "INSUFFICIENT_FUNDS",
        message = "At most {available} cents can be withdrawn"
    )]
    InsufficientFunds {
        #[public]
        available: u64,
        #[internal]
        place: &'static str,
    },
    #[public(status = 409, code = "ACCOUNT_EXISTS", message = "There is one", grpc = ALREADY_EXISTS)]
    Exists,
    #[public(UNAUTHENTICATED)]
    #[internal("the token of {0}")]
    NotLoggedIn(&'static str),
    #[public(status = 429, code = "SLOW_DOWN", message = "Slow down", retry_after = 30)]
    Limited,
    #[public(status = 422, code = "INVALID_ORDER", message = "The order is not valid")]
    Invalid {
        #[public]
        wrong: Violations,
    },
    #[public(transparent)]
    Billing(#[from] BillingError),
    Storage(#[from] io::Error),
}

#[derive(SecureError)]
#[secure_error(domain = "billing.example.com")]
enum BillingError {
    #[public(status = 402, code = "NO_CREDIT", message = "No credit")]
    #[internal("credit of {0}")]
    NoCredit(&'static str),
}

/// A type parameter is no obstacle.
#[derive(SecureError)]
#[secure_error(tonic)]
#[public(status = 403, code = "NOT_YOURS", message = "Not yours")]
#[internal("owned by {owner}")]
struct NotYours<T: Display> {
    owner: T,
}

/// What a client gets of an error, with the layer and without it: the same but for the id, and one record.
fn answers(make: impl Fn() -> Status + Clone + Send + Sync + 'static) -> [(Seen, Value); 2] {
    let handler = move |make: &dyn Fn() -> Status| std::future::ready(Err(make()));
    let answered = |behind: bool| {
        let make = make.clone();
        let desk = desk::once(move |_| handler(&make));
        let (mut seen, records) = if behind {
            exchange(LAYER.layer(desk.routes()), &[call(ONCE)])
        } else {
            exchange(desk.routes(), &[call(ONCE)])
        };
        one(seen.remove(0), records)
    };
    [answered(false), answered(true)]
}

fn desk_golden(code: Code, message: &'static str, reason: &'static str) -> Golden<'static> {
    Golden {
        domain: "desk.example.com",
        ..Golden::new(code, message, reason)
    }
}

type Make = fn() -> DeskError;

#[test]
fn an_error_is_a_status_with_its_public_face_and_the_rest_is_in_the_log() {
    let goldens: Vec<(Make, Golden<'_>, &str)> = vec![
        (
            || DeskError::NoAccount { place: SECRET },
            desk_golden(Code::NotFound, "Account not found", "ACCOUNT_NOT_FOUND"),
            "hunter2",
        ),
        (
            || DeskError::InsufficientFunds {
                available: 1300,
                place: SECRET,
            },
            Golden {
                param: Some(("available", "1300")),
                ..desk_golden(
                    Code::Aborted,
                    "At most 1300 cents can be withdrawn",
                    "INSUFFICIENT_FUNDS",
                )
            },
            "hunter2",
        ),
        (
            || DeskError::Exists,
            desk_golden(Code::AlreadyExists, "There is one", "ACCOUNT_EXISTS"),
            "Exists",
        ),
        (
            || DeskError::NotLoggedIn(SECRET),
            Golden::new(Code::Unauthenticated, "Log in first", "NOT_LOGGED_IN"),
            "hunter2",
        ),
        (
            || DeskError::Limited,
            Golden {
                others: vec![detail("RetryInfo", &[field(1, number(1, 30))])],
                ..desk_golden(Code::ResourceExhausted, "Slow down", "SLOW_DOWN")
            },
            "Limited",
        ),
        (
            || BillingError::NoCredit(SECRET).into(),
            Golden {
                domain: "billing.example.com",
                ..Golden::new(Code::FailedPrecondition, "No credit", "NO_CREDIT")
            },
            "hunter2",
        ),
        (
            || io::Error::other(SECRET).into(),
            desk_golden(Code::Internal, "An internal error occurred", "INTERNAL_ERROR"),
            "hunter2",
        ),
    ];
    for (make, golden, internal) in goldens {
        for (seen, record) in answers(move || make().into()) {
            golden.assert(&seen);
            assert!(!seen.text().contains("hunter2"), "{seen:?}");
            assert!(record.to_string().contains(internal), "{record}");
        }
    }
}

#[test]
fn violations_are_paths_constant_messages_and_reasons() {
    let make = || {
        let mut wrong = Violations::new();
        wrong.push(TOO_SMALL.at("email"));
        let pointer = JsonPointer::root().field("items").index(3).field("quantity");
        wrong.push(TOO_SMALL.at(pointer));
        Status::from(DeskError::Invalid { wrong })
    };
    let violation = |path: &str| {
        let parts = [field(1, path), field(2, "Must be at least 1"), field(3, "TOO_SMALL")];
        field(1, parts.concat())
    };
    let golden = Golden {
        others: vec![detail(
            "BadRequest",
            &[violation("email"), violation("items[4].quantity")],
        )],
        ..desk_golden(Code::InvalidArgument, "The order is not valid", "INVALID_ORDER")
    };
    for (seen, _) in answers(make) {
        golden.assert(&seen);
        let details = seen.failed().status.check_error_details().unwrap();
        assert_eq!(
            details.bad_request().unwrap().field_violations[1].field,
            "items[4].quantity"
        );
        assert!(details.debug_info().is_none());
    }
}

#[test]
fn faults_transactions_and_generic_errors_are_statuses_too() {
    let internal = Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR");
    for (seen, record) in answers(|| Err::<(), _>(io::Error::other(SECRET)).or_internal().unwrap_err().into()) {
        internal.assert(&seen);
        assert!(record.to_string().contains("hunter2"), "{record}");
    }
    for (seen, _) in answers(|| Fault::problem(&problem::GONE).into()) {
        Golden::new(Code::NotFound, "Gone", "GONE").assert(&seen);
    }
    for (seen, record) in answers(|| TransactionError::<DeskError>::commit_failed(io::Error::other(SECRET)).into()) {
        Golden::new(Code::Internal, problem::OUTCOME_UNKNOWN.message(), "OUTCOME_UNKNOWN").assert(&seen);
        assert!(record.to_string().contains("hunter2"), "{record}");
    }
    for (seen, record) in answers(|| NotYours { owner: SECRET }.into()) {
        Golden::new(Code::PermissionDenied, "Not yours", "NOT_YOURS").assert(&seen);
        assert!(record.to_string().contains("hunter2"), "{record}");
    }
}

#[test]
fn the_layer_knows_the_domain_of_those_that_have_none() {
    const NAMED: SecureStatusLayer = SecureStatusLayer::new().domain("layer.example.com");
    let desk = desk::once(|request: tonic::Request<String>| async move {
        Err(match request.into_inner().as_str() {
            "none" => NotYours { owner: 1 }.into(),
            "own" => DeskError::Exists.into(),
            _ => Status::not_found("foreign"),
        })
    });
    let calls = ["none", "own", "foreign"].map(|message| call(ONCE).message(message));
    let (seen, records) = exchange(NAMED.layer(desk.routes()), &calls);
    let domains = seen.iter().map(|seen| {
        let details = seen.failed().status.get_error_details();
        details.error_info().unwrap().domain.clone()
    });
    assert_eq!(
        domains.collect::<Vec<_>>(),
        ["layer.example.com", "desk.example.com", "layer.example.com"]
    );
    assert_eq!(records.len(), 3);
}

#[test]
fn an_error_after_some_messages_is_known_wherever_it_was_made() {
    let golden = desk_golden(Code::NotFound, "Account not found", "ACCOUNT_NOT_FOUND");
    let error = || Err(DeskError::NoAccount { place: SECRET }.into());
    let here = desk::stream(move || tokio_stream::iter([1, 2]).map_or_fail(error));
    let elsewhere = desk::stream(move || {
        let (sender, receiver) = tokio::sync::mpsc::channel(1);
        tokio::spawn(async move {
            for message in [Ok("1".to_owned()), Ok("2".to_owned()), error()] {
                sender.send(message).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
        ReceiverStream::new(receiver)
    });
    for desk in [here, elsewhere] {
        for (seen, records) in [without(desk.clone(), call(STREAM)), behind(desk, call(STREAM))] {
            let (seen, record) = one(seen, records);
            assert_eq!(seen.messages, ["1", "2"]);
            golden.assert(&seen);
            assert!(record.to_string().contains("hunter2"), "{record}");
        }
    }
}

/// So that both streams of a test say the same.
trait MapOrFail: Sized {
    fn map_or_fail(
        self,
        error: impl Fn() -> Result<String, Status> + Send + 'static,
    ) -> impl tokio_stream::Stream<Item = Result<String, Status>> + Send + 'static;
}

impl<S: tokio_stream::Stream<Item = i32> + Send + 'static> MapOrFail for S {
    fn map_or_fail(
        self,
        error: impl Fn() -> Result<String, Status> + Send + 'static,
    ) -> impl tokio_stream::Stream<Item = Result<String, Status>> + Send + 'static {
        use tokio_stream::StreamExt as _;
        let messages = self.map(|number| Ok(number.to_string()));
        // Made when it is its turn, as a stream that fails makes it.
        messages.chain(tokio_stream::once(()).map(move |()| error()))
    }
}

#[test]
fn metadata_that_is_added_to_an_own_status_goes_with_it() {
    let added = |error: DeskError| {
        let mut status = Status::from(error);
        status.metadata_mut().insert("x-shelf", "7".parse().unwrap());
        Err(status)
    };
    let once = desk::once(move |_| async move { added(DeskError::Exists) });
    let stream = desk::stream(move || tokio_stream::iter([added(DeskError::Exists)]));
    for (desk, method) in [(once, ONCE), (stream, STREAM)] {
        let (seen, records) = behind(desk, call(method));
        let (seen, record) = one(seen, records);
        let failed = seen.failed();
        assert_eq!(
            (failed.code, failed.message.as_str()),
            (Code::AlreadyExists, "There is one")
        );
        assert_eq!(failed.names(), ["x-request-id", "x-shelf"]);
        assert_eq!(record["error.type"], "ACCOUNT_EXISTS");
    }
}

#[test]
fn an_own_status_that_was_rebuilt_is_sealed_and_its_error_is_the_record() {
    let changed: [fn(Status) -> Status; 2] = [
        // The mark under another message, and under other details.
        |status| Status::with_metadata(status.code(), "vault-3", status.metadata().clone()),
        |status| {
            let (code, message) = (status.code(), status.message().to_owned());
            let metadata = status.metadata().clone();
            Status::with_details_and_metadata(code, message, b"vault-3".to_vec().into(), metadata)
        },
    ];
    for change in changed {
        let desk = desk::once(move |_| async move { Err(change(DeskError::NoAccount { place: SECRET }.into())) });
        let (leaky, _) = without(desk.clone(), call(ONCE));
        assert!(leaky.text().contains("vault-3"), "{leaky:?}");
        let (seen, records) = behind(desk, call(ONCE));
        let (seen, record) = one(seen, records);
        Golden::new(Code::NotFound, "Not found", "NOT_FOUND").assert(&seen);
        assert!(!seen.text().contains("vault-3"), "{seen:?}");
        assert!(record.to_string().contains("hunter2"), "{record}");
    }
}

/// The record of the known one is under the id of another call, or of none.
#[test]
fn a_changed_status_of_another_call_is_logged_for_this_call() {
    let forged =
        |known: &Status| Status::with_metadata(Code::Internal, "no route to vault-3", known.metadata().clone());
    let kept = Arc::new(std::sync::OnceLock::new());
    let kept = desk::once(move |request: tonic::Request<String>| {
        let known: &Status = kept.get_or_init(|| DeskError::Exists.into());
        let known = known.clone();
        std::future::ready(Err(match request.into_inner().as_str() {
            "known" => known,
            _ => forged(&known),
        }))
    });
    let elsewhere = desk::once(move |_| async move {
        let known = tokio::spawn(async { Status::from(DeskError::Exists) });
        Err(forged(&known.await.unwrap()))
    });
    let calls = ["known", "forged", "forged"].map(|message| call(ONCE).message(message));
    for (desk, calls) in [(kept, &calls[..]), (elsewhere, &calls[1..2])] {
        let (seen, records) = exchange(LAYER.layer(desk.routes()), calls);
        for seen in seen {
            let of_it = |record: &&Value| record["fields"]["request_id"] == seen.failed().id();
            let records: Vec<_> = records.iter().filter(of_it).collect();
            assert_eq!(records.len(), 1, "{seen:?} {records:#?}");
            let is_forged = seen.failed().code == Code::Internal;
            assert_eq!(records[0].to_string().contains("vault-3"), is_forged, "{records:#?}");
            assert!(!seen.text().contains("vault-3"), "{seen:?}");
        }
    }
}

#[test]
fn the_mark_of_one_status_vouches_for_no_other_even_in_a_stream() {
    let desk = desk::stream(|| {
        let known = Status::from(DeskError::Exists);
        let forged = Status::with_metadata(Code::Internal, SECRET, known.metadata().clone());
        tokio_stream::iter([Err(forged)])
    });
    let (seen, _) = behind(desk, call(STREAM));
    Golden::new(Code::Internal, "An internal error occurred", "INTERNAL_ERROR").assert(&seen);
}

/// A copy of its text and its id is not the mark.
#[test]
fn the_id_alone_is_no_mark() {
    let desk = desk::once(|_| async {
        let known = Status::from(DeskError::Exists);
        let id = known
            .metadata()
            .get("x-request-id")
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let mut forged = Status::new(known.code(), SECRET);
        forged.metadata_mut().insert("x-request-id", id.parse().unwrap());
        Err(forged)
    });
    let (seen, records) = behind(desk, call(ONCE));
    let (seen, record) = one(seen, records);
    Golden::new(Code::AlreadyExists, "Exists already", "ALREADY_EXISTS").assert(&seen);
    assert_eq!(
        record["error.type"], "ACCOUNT_EXISTS",
        "the error whose status was rebuilt: {record}"
    );
}

#[test]
fn a_status_that_is_sent_many_times_is_logged_each_time() {
    let broadcast = Arc::new(std::sync::OnceLock::new());
    let desk = desk::once(move |_| {
        let status: &Status = broadcast.get_or_init(|| DeskError::Exists.into());
        std::future::ready(Err(status.clone()))
    });
    let (seen, records) = exchange(LAYER.layer(desk.routes()), &[call(ONCE), call(ONCE), call(ONCE)]);
    assert_eq!(records.len(), 3, "{records:#?}");
    let made_for = seen[0].failed().id();
    for (index, (seen, record)) in seen.iter().zip(&records).enumerate() {
        desk_golden(Code::AlreadyExists, "There is one", "ACCOUNT_EXISTS").assert(seen);
        assert_eq!(record["fields"]["request_id"], seen.failed().id());
        assert_eq!(record["fields"]["exception.type"], "DeskError::Exists");
        assert_eq!(record.to_string().contains("made_for"), index > 0, "{record}");
        assert!(record.to_string().contains(made_for), "{record}");
    }
}

/// One of them is the first, which was logged when it was made.
#[test]
fn of_copies_that_are_sent_at_the_same_time_each_is_logged() {
    const CALLS: usize = 4;
    for _ in 0..50 {
        let (log, status) = sink::json(|| Status::from(DeskError::Exists));
        assert_eq!(sink::records(&log).len(), 1);
        let start = Arc::new(std::sync::Barrier::new(CALLS));
        let call = || {
            let (status, start) = (status.clone(), Arc::clone(&start));
            let desk = desk::once(move |_| {
                let status = status.clone();
                start.wait();
                std::future::ready(Err(status))
            });
            behind(desk, call(ONCE)).1.len()
        };
        let records = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..CALLS).map(|_| scope.spawn(call)).collect();
            calls.into_iter().map(|call| call.join().unwrap()).sum::<usize>()
        });
        assert_eq!(records, CALLS - 1);
    }
}

/// `anyhow` and tonic's own conversion find a status behind other errors.
#[test]
fn a_known_status_behind_other_errors_is_known_still() {
    let desk = desk::once(|_| async {
        let status = Status::from(DeskError::NoAccount { place: SECRET });
        Err(Status::from_error(Box::new(desk::Behind(status))))
    });
    let (seen, records) = behind(desk, call(ONCE));
    let (seen, _) = one(seen, records);
    desk_golden(Code::NotFound, "Account not found", "ACCOUNT_NOT_FOUND").assert(&seen);
}

#[test]
fn what_succeeds_is_as_it_was_but_for_the_id() {
    let desk = desk::once(|request: tonic::Request<String>| async move { Ok(request.into_inner() + "!") });
    let stream = desk::stream(|| tokio_stream::iter((1..=3).map(|number| Ok(number.to_string()))));
    for (desk, method, expected) in [(desk, ONCE, vec!["7!"]), (stream, STREAM, vec!["1", "2", "3"])] {
        let call = call(method).message("7");
        let (plain, _) = without(desk.clone(), call.clone());
        let (seen, records) = behind(desk, call);
        assert_eq!(
            (plain.messages, seen.messages),
            (
                expected.iter().map(ToString::to_string).collect(),
                expected.iter().map(ToString::to_string).collect()
            )
        );
        assert!(seen.status.is_none() && records.is_empty(), "{records:?}");
        let (mut plain, mut named) = (plain.initial.unwrap(), seen.initial.unwrap());
        assert_eq!(named.remove("x-request-id").unwrap()[0].len(), 32);
        plain.remove("date");
        named.remove("date");
        assert_eq!(plain, named);
    }
}

#[test]
fn a_record_says_the_service_and_the_method() {
    let desk = desk::once(|_| std::future::ready(Err(Status::from(DeskError::Exists))));
    let (seen, records) = behind(desk, call(ONCE));
    let (_, record) = one(seen, records);
    let said = ["http.request.method", "rpc.service", "rpc.method", "url.path"].map(|name| record[name].as_str());
    let (service, method) = ONCE[1..].split_once('/').unwrap();
    assert_eq!(said, [Some("POST"), Some(service), Some(method), None]);
}
