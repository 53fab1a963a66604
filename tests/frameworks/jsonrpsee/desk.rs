//! A desk on jsonrpsee: what goes wrong in it is told by secrets.

use jsonrpsee::core::{SubscriptionError, SubscriptionResult};
use jsonrpsee::server::{PendingSubscriptionSink, RpcModule, SubscriptionCloseResponse};
use jsonrpsee::types::{ErrorObject, ErrorObjectOwned, Params};
use secure_error::frameworks::jsonrpsee::{close, pass_through};
use secure_error::work::TransactionError;
use secure_error::{Fault, Violations, violation};
pub use secure_error_tests_frameworks::desk::{DSN, SECRETS};
use secure_error_tests_frameworks::desk::{DeskError, Role, Wrapped, error, storage};
use std::sync::atomic::{AtomicUsize, Ordering};

fn own(params: &Params<'_>) -> Result<u64, DeskError> {
    Err(error(params.one().unwrap_or_default()))
}

fn foreign(params: &Params<'_>) -> ErrorObjectOwned {
    let (code, message, data) = match params.one::<&str>().unwrap_or_default() {
        "internal" => (-32603, DSN, None),
        "server" => (-32000, DSN, Some("/srv/desk")),
        "application" => (1234, "no row in accounts_v2", None),
        "positive" => (i32::MAX, DSN, None),
        "lines" => (i32::MIN, "forged\n{\"level\":\"INFO\"}\u{202e}hunter2", None),
        _ => (-32602, "Invalid params", Some(DSN)),
    };
    ErrorObject::owned(code, message, data)
}

/// All of its methods. `dispatch` is where records of other threads go.
pub fn desk() -> RpcModule<()> {
    let mut module = RpcModule::new(());
    module.register_method("fine", |_, (), _| "fine").unwrap();
    module.register_method("own", |params, (), _| own(&params)).unwrap();
    module
        .register_async_method("own_later", |params, _, _| async move {
            tokio::task::yield_now().await;
            own(&params)
        })
        .unwrap();
    let dispatch = tracing::dispatcher::get_default(Clone::clone);
    module
        .register_blocking_method("own_blocking", move |params, _, _| {
            let _full = secure_error::testing::log_in_full();
            let _here = tracing::dispatcher::set_default(&dispatch);
            own(&params).map_err(ErrorObjectOwned::from)
        })
        .unwrap();
    module
        .register_method("generic", |_, (), _| Err::<(), _>(Wrapped::Gone { it: "hunter2" }))
        .unwrap();
    module
        .register_method("fault", |_, (), _| Err::<(), _>(Fault::internal(storage())))
        .unwrap();
    module
        .register_method("violations", |_, (), _| {
            let mut violations = Violations::new();
            violations.push(violation::MALFORMED.at("email"));
            Err::<(), _>(Fault::from(violations))
        })
        .unwrap();
    module
        .register_method("transaction", |_, (), _| {
            Err::<(), _>(TransactionError::<DeskError>::commit_failed(storage()))
        })
        .unwrap();
    module
        .register_method("handled", |_, (), _| {
            let handled = own(&Params::new(None)).is_err();
            Ok::<_, DeskError>(handled)
        })
        .unwrap();
    module
        .register_method("foreign", |params, (), _| Err::<(), _>(foreign(&params)))
        .unwrap();
    module
        .register_method("vouched", |_, (), _| {
            Err::<(), _>(pass_through(ErrorObject::owned(
                3,
                "execution reverted",
                Some("0x08c379a0"),
            )))
        })
        .unwrap();
    module
        .register_method("rebuilt", |params, (), _| {
            let own = own(&params).map_err(ErrorObjectOwned::from).unwrap_err();
            Err::<(), _>(ErrorObject::owned(own.code(), DSN, own.data().map(ToOwned::to_owned)))
        })
        .unwrap();
    module
        .register_method("role", |params, (), _| {
            let role: Role = params.one()?;
            Ok::<_, ErrorObjectOwned>(matches!(role, Role::Customer | Role::HiddenSuperAdmin))
        })
        .unwrap();
    module.register_method("large", |_, (), _| "x".repeat(5_000)).unwrap();
    module
        .register_method("panic", |_, (), _| -> Result<(), DeskError> { panic!("{DSN}") })
        .unwrap();
    module
        .register_async_method("panic_later", |_, _, _| async move {
            tokio::task::yield_now().await;
            if true {
                panic!("{DSN}");
            }
            Ok::<_, DeskError>(())
        })
        .unwrap();
    module
        .register_subscription("watch", "changes", "unwatch", |params, pending, _, _| async move {
            closed_by_us(params, pending).await
        })
        .unwrap();
    module
        .register_subscription(
            "watch_text",
            "changes_text",
            "unwatch_text",
            |_, pending, _, _| async move { closed_by_text(pending).await },
        )
        .unwrap();
    module
        .register_subscription("hold", "held", "unhold", |_, pending, _, _| async move {
            held(pending).await
        })
        .unwrap();
    module
}

/// How many subscriptions are held.
pub static HELD: AtomicUsize = AtomicUsize::new(0);

async fn held(pending: PendingSubscriptionSink) {
    let sink = pending.accept().await.unwrap();
    HELD.fetch_add(1, Ordering::SeqCst);
    let _ = sink.send(serde_json::value::to_raw_value(&1).unwrap()).await;
    sink.closed().await;
    HELD.fetch_sub(1, Ordering::SeqCst);
}

async fn closed_by_us(params: Params<'static>, pending: PendingSubscriptionSink) -> SubscriptionCloseResponse {
    let kind: Result<String, _> = params.one();
    match kind.as_deref() {
        Err(error) => pending.reject(error.clone()).await,
        Ok("own") => pending.reject(own(&Params::new(None)).unwrap_err()).await,
        Ok("foreign") => pending.reject(foreign(&Params::new(None))).await,
        Ok("dropped") => drop(pending),
        Ok("panic") => panic!("{DSN}"),
        Ok(_) => {
            let sink = pending.accept().await.unwrap();
            let message = serde_json::value::to_raw_value(&"an \"error\" is only a word here").unwrap();
            sink.send(message).await.unwrap();
            return close(own(&Params::new(None)).map(drop));
        }
    }
    SubscriptionCloseResponse::None
}

async fn closed_by_text(pending: PendingSubscriptionSink) -> SubscriptionResult {
    let _sink = pending.accept().await?;
    Err(SubscriptionError::from(storage()))
}
