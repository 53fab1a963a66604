//! Types that are responses.

use crate::harness::ask;
use actix_web::{App, ResponseError, web};
use secure_error::work::TransactionError;
use secure_error::{SecureError, SecureErrorLayer};
use secure_error_tests::server::get;
use std::fmt;

#[derive(SecureError)]
#[secure_error(actix_web)]
enum Generic<T: fmt::Display> {
    #[public(status = 409, code = "TAKEN", message = "This name is taken")]
    #[internal("{name} is taken")]
    Taken { name: T },
}

#[derive(SecureError)]
#[secure_error(actix_web)]
#[public(status = 503, retry_after = 7)]
struct Borrowed<'a> {
    #[internal]
    table: &'a str,
}

#[test]
fn a_type_may_be_generic() {
    let error = Generic::Taken { name: "accounts_v2" };
    assert_eq!(error.status_code(), 409);
    assert_eq!(error.error_response().status(), 409);
    let handler = async || Err::<String, _>(Generic::Taken { name: 7 });
    let (answer, record) = ask!(App::new().route("/", web::get().to(handler)), [get("/")]).one();
    assert_eq!(answer.json()["code"], "TAKEN");
    assert_eq!(record["exception.message"], "7 is taken");
}

#[test]
fn a_type_may_borrow() {
    let table = String::from("accounts_v2");
    let answer = Borrowed { table: &table }.error_response();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers().get("retry-after").unwrap(), "7");
}

#[test]
fn a_transaction_that_failed_is_a_response() {
    let handler = async || {
        let error = Generic::Taken { name: "accounts_v2" };
        Err::<String, _>(TransactionError::rollback_failed(error, "connection lost"))
    };
    let commit = async || Err::<String, _>(TransactionError::<Generic<u8>>::commit_failed("connection lost"));
    let app = move || {
        App::new()
            .route("/rollback", web::get().to(handler))
            .route("/commit", web::get().to(commit))
            .wrap(SecureErrorLayer::new())
    };
    let (answer, record) = ask!(app(), [get("/rollback")]).one();
    assert_eq!((answer.status(), &answer.json()["code"]), (409, &"TAKEN".into()));
    assert!(record.to_string().contains("connection lost"), "{record}");
    let (answer, record) = ask!(app(), [get("/commit")]).one();
    assert_eq!(answer.status(), 500);
    assert!(record.to_string().contains("connection lost"), "{record}");
}
