//! What is special about warp: a filter that extracts something can only reject.

use secure_error::frameworks::warp::{recover, reject};
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_tests::server::{Answer, get, hyper};
use serde_json::Value;
use tower::Layer as _;
use warp::{Filter, Rejection, Reply};

#[derive(SecureError)]
#[secure_error(warp)]
enum DoorError {
    #[public(status = 403, code = "NOT_YOURS", message = "This account is not yours")]
    #[internal("account {account} of tenant {tenant}")]
    NotYours { account: u64, tenant: &'static str },
}

/// As warp's users write it: the error of the application is a custom rejection.
#[derive(Debug)]
struct Custom {
    #[allow(dead_code, reason = "warp prints it")]
    tenant: &'static str,
}

impl warp::reject::Reject for Custom {}

async fn account(account: u64) -> Result<u64, Rejection> {
    let tenant = "tenant-42";
    (account == 1)
        .then_some(account)
        .ok_or_else(|| reject(DoorError::NotYours { account, tenant }))
}

fn accounts() -> impl Filter<Extract = (impl Reply,), Error = Rejection> + Clone {
    let first = warp::path!("accounts" / u64).and_then(account).map(|_| "yours");
    let second = warp::path!("accounts" / u64).and_then(async |account: u64| match account {
        2 => Ok("everybody's"),
        _ => Err(warp::reject::not_found()),
    });
    let foreign = warp::path("custom").and_then(async || {
        let tenant = "tenant-42";
        Err::<&str, _>(warp::reject::custom(Custom { tenant }))
    });
    first.or(second).or(foreign)
}

type Told = (Answer, Vec<Value>);

fn ask<F>(routes: F, path: &str) -> Told
where
    F: Filter<Error = Rejection> + Clone + Send + Sync + 'static,
    F::Extract: Reply,
{
    let service = SecureErrorLayer::new().layer(warp::service(routes));
    let (mut answers, mut records) = hyper(service, &[get(path)]);
    let records = records.iter_mut().map(|record| record["fields"].take()).collect();
    (answers.remove(0).unwrap(), records)
}

#[test]
fn a_rejection_is_answered_and_logged_by_who_recovers_from_it() {
    let (answer, records) = ask(accounts().recover(recover), "/accounts/7");
    assert_eq!((answer.status(), &answer.json()["code"]), (403, &"NOT_YOURS".into()));
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0]["exception.message"], "account 7 of tenant tenant-42");
    assert_eq!(records[0]["request_id"], answer.id());
}

#[test]
fn a_rejection_is_forgotten_if_another_route_accepts_the_request() {
    let (answer, records) = ask(accounts().recover(recover), "/accounts/2");
    assert_eq!((answer.status(), &answer.body[..]), (200, &b"everybody's"[..]));
    assert!(records.is_empty(), "{records:?}");
}

#[test]
fn an_unrecovered_rejection_leaks_from_warp_but_not_behind_the_layer() {
    let (bare, _) = hyper(warp::service(accounts()), &[get("/custom"), get("/accounts/7")]);
    let bare: Vec<String> = bare.into_iter().flatten().map(|answer| answer.text()).collect();
    assert!(bare[0].contains("tenant-42"), "{bare:?}");
    assert!(
        !bare[1].contains("tenant-42"),
        "our rejection is sealed by itself: {bare:?}"
    );

    for path in ["/custom", "/accounts/7"] {
        for (answer, records) in [ask(accounts(), path), ask(accounts().recover(recover), path)] {
            assert!(!answer.text().contains("tenant-42"), "{answer:?}");
            assert_eq!(records.len(), 1, "{records:?}");
        }
    }
}

#[test]
fn other_rejections_go_on_to_warp() {
    let (answer, records) = ask(accounts().recover(recover), "/nowhere");
    assert_eq!((answer.status(), &answer.json()["code"]), (404, &"NOT_FOUND".into()));
    assert_eq!(records.len(), 1);
}

#[test]
fn a_transaction_is_a_reply() {
    fn is_reply<T: Reply>() {}
    is_reply::<secure_error::work::TransactionError<DoorError>>();
}
