//! Drivers that panic when a transaction should end.

use crate::bank::{ALICE, TransferError};
use secure_error::SecureError as _;
use secure_error::work::{Retry, Transaction};

fn short() -> TransferError {
    TransferError::InsufficientFunds {
        available: 5,
        account: ALICE,
    }
}

#[test]
fn a_driver_that_panics_at_the_end_hides_nothing() {
    let panics = |()| -> Result<(), rusqlite::Error> { panic!("the driver is broken") };
    let transaction = || {
        Transaction::new(Ok::<_, rusqlite::Error>(()))
            .commit_with(panics)
            .rollback_with(panics)
    };
    let error = transaction().run(|()| Err::<(), _>(short())).unwrap_err();
    assert_eq!(error.public_message(), short().public_message());
    assert_eq!((error.retry(), error.report().alert()), (Retry::UnknownOutcome, true));
    let page = error.report().expose_internal().to_string();
    for part in [
        "account 1 is short",
        "it panicked: the driver is broken",
        "tests/jobs/broken_driver.rs:",
    ] {
        assert!(page.contains(part), "{page}");
    }

    let error = transaction().run(|()| Ok::<_, TransferError>(())).unwrap_err();
    assert_eq!(
        (error.error_code(), error.retry()),
        ("OUTCOME_UNKNOWN", Retry::UnknownOutcome)
    );
    assert!(!format!("{error} {error:?}").contains("driver"));
    let page = error.report().expose_internal().to_string();
    assert!(page.contains("it panicked: the driver is broken"), "{page}");
}

async fn panics((): ()) -> Result<(), rusqlite::Error> {
    tokio::task::yield_now().await;
    panic!("the driver is broken")
}

#[tokio::test]
async fn an_asynchronous_driver_that_panics_at_the_end_hides_nothing_either() {
    let transaction = || {
        Transaction::new(Ok::<_, rusqlite::Error>(()))
            .commit_with(panics)
            .rollback_with(panics)
    };
    let failed = transaction().run_async(async |()| Err::<(), _>(short())).await;
    let error = failed.unwrap_err();
    assert!(matches!(error.error(), Some(TransferError::InsufficientFunds { .. })));
    assert_eq!(error.retry(), Retry::UnknownOutcome);
    let page = error.report().expose_internal().to_string();
    assert!(
        page.contains("is short") && page.contains("it panicked: the driver is broken"),
        "{page}"
    );

    let committed = transaction().run_async(async |()| Ok::<_, TransferError>(())).await;
    assert_eq!(committed.unwrap_err().error_code(), "OUTCOME_UNKNOWN");
}
