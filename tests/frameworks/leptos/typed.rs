//! The client that leptos makes of a server function, over a socket.

use crate::functions::{Absent, Check, DIRECTORY, LeakyStatement, Owner, Panics, Statement, Withdraw};
use crate::router;
use leptos::server_fn::ServerFn;
use leptos::server_fn::client::set_server_url;
use secure_error::SecureErrorLayer;
use secure_error::frameworks::leptos::ServerFnFault;
use secure_error_tests::sink;
use tokio::net::TcpListener;

/// One test, because a program has one server.
#[test]
fn the_typed_client_reads_our_responses_and_the_sealed_ones() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, faults) = sink::json(|| runtime.block_on(calls()));
    let records = sink::records(&log);
    assert_eq!(records.len(), faults.len() - 1, "{records:?}");

    let [owner, withdraw, check, statement, panics, leaky, absent, gone]: [ServerFnFault; 8] =
        faults.try_into().unwrap();
    let face = |fault: &ServerFnFault| {
        (
            fault.status().as_u16(),
            fault.error_code().to_owned(),
            fault.to_string(),
        )
    };
    let says = |status, code: &str, message: &str| (status, code.to_owned(), message.to_owned());

    assert_eq!(face(&owner), says(404, "ACCOUNT_NOT_FOUND", "Account not found"));
    assert_eq!(
        face(&withdraw),
        says(409, "INSUFFICIENT_FUNDS", "At most 1300 cents can be withdrawn")
    );
    assert_eq!(withdraw.param("available"), Some(&1300.into()));
    assert_eq!((withdraw.params().count(), withdraw.param("status")), (1, None));
    assert_eq!(
        face(&check),
        says(422, "UNPROCESSABLE_CONTENT", "Unprocessable Content")
    );
    let violations: Vec<_> = check
        .violations()
        .map(|it| (it.pointer(), it.code(), it.message()))
        .collect();
    assert_eq!(violations, [("/cents", "TOO_SMALL", "Must be at least 1")]);
    for internal in [&statement, &panics, &leaky] {
        assert_eq!(
            face(internal),
            says(500, "INTERNAL_ERROR", "An internal error occurred")
        );
        assert!(!format!("{internal:?}").contains(DIRECTORY));
    }
    assert_eq!(face(&absent), says(404, "NOT_FOUND", "Not Found"));
    for (fault, record) in [owner, withdraw, check, statement, panics, leaky, absent]
        .iter()
        .zip(&records)
    {
        assert_eq!(record["fields"]["request_id"], fault.request_id().unwrap().as_str());
        assert!(fault.as_fault().is_none(), "it is on the server");
    }

    // Nobody listens.
    assert_eq!(face(&gone), says(503, "SERVICE_UNAVAILABLE", "Service Unavailable"));
    assert_eq!(gone.request_id(), None);
}

async fn calls() -> Vec<ServerFnFault> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    set_server_url(Box::leak(format!("http://{address}").into_boxed_str()));
    let router = router().layer(SecureErrorLayer::new());
    let server = tokio::spawn(async { axum::serve(listener, router).await });
    assert_eq!(Owner { account: 1 }.run_on_client().await.unwrap(), "Ada");
    let mut faults = vec![
        Owner { account: 7 }.run_on_client().await.unwrap_err(),
        Withdraw {
            account: 1,
            cents: 5000,
        }
        .run_on_client()
        .await
        .unwrap_err(),
        Check {}.run_on_client().await.unwrap_err(),
        Statement { account: 1 }.run_on_client().await.unwrap_err(),
        Panics {}.run_on_client().await.unwrap_err(),
    ];
    // The error type of leptos cannot read what the layer has sealed, and shows nothing of it.
    let leaky = LeakyStatement { account: 1 }.run_on_client().await.unwrap_err();
    assert!(!leaky.to_string().contains(DIRECTORY), "{leaky}");
    let text = leaky.to_string();
    let body = &text[text.find('{').unwrap()..];
    let body = body.trim_end_matches('"').replace("\\\"", "\"");
    faults.push(serde_json::from_str(&body).unwrap());
    faults.push(Absent {}.run_on_client().await.unwrap_err());
    server.abort();
    let _ = server.await;
    faults.push(Owner { account: 1 }.run_on_client().await.unwrap_err());
    faults
}
