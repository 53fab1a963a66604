//! What the macros of dioxus make of a server function on the client, over a socket.

use crate::functions::DIRECTORY;
use crate::{log, router};
use axum::Router;
use dioxus::fullstack::magic::{RequestDecodeErr as _, RequestDecodeResult as _, ServerFnDecoder};
use dioxus::fullstack::{ClientRequest, set_server_url};
use http::Method;
use secure_error::SecureErrorLayer;
use secure_error::frameworks::dioxus::ServerFnFault;
use secure_error_tests::sink;
use serde::Serialize;
use tokio::net::TcpListener;

/// The body of a server function in a program without the feature `server`.
async fn call<T>(path: &str, arguments: &impl Serialize) -> Result<T, ServerFnFault>
where
    T: serde::de::DeserializeOwned,
{
    let request = ClientRequest::new(Method::POST, path.to_owned(), &());
    let response = request.send_json(arguments).await;
    let decoder = &&&&&ServerFnDecoder::<Result<T, ServerFnFault>>::new();
    let decoded = decoder.decode_client_response(response).await;
    decoder.decode_client_err(decoded).await
}

/// One test, because a program has one server.
#[test]
fn the_typed_client_reads_our_responses_and_the_sealed_ones() {
    let log = log();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let faults = runtime.block_on(calls(router().layer(SecureErrorLayer::new())));
    let records = sink::records(&log.take());
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
        says(409, "INSUFFICIENT_FUNDS", "At most 1300 cents <can> be withdrawn")
    );
    assert_eq!(withdraw.param("available"), Some(&1300.into()));
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

async fn calls(router: Router) -> Vec<ServerFnFault> {
    let account = |account: u64| serde_json::json!({ "account": account });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    set_server_url(Box::leak(format!("http://{address}").into_boxed_str()));
    // A runtime of its own, so that dropping it also closes the connections that the client keeps alive.
    let server = tokio::runtime::Runtime::new().unwrap();
    server.spawn(async { axum::serve(listener, router).await });
    assert_eq!(call::<String>("/api/owner", &account(1)).await.unwrap(), "Ada");
    let withdrawal = serde_json::json!({ "account": 1, "cents": 5000 });
    let mut faults = vec![
        call::<String>("/api/owner", &account(7)).await.unwrap_err(),
        call::<String>("/api/withdraw", &withdrawal).await.unwrap_err(),
        call::<()>("/api/check", &()).await.unwrap_err(),
        call::<String>("/api/statement", &account(1)).await.unwrap_err(),
        call::<()>("/api/panics", &()).await.unwrap_err(),
        call::<String>("/api/leaky_statement", &account(1)).await.unwrap_err(),
        call::<()>("/api/absent", &()).await.unwrap_err(),
    ];
    tokio::task::spawn_blocking(move || drop(server)).await.unwrap();
    faults.push(call::<String>("/api/owner", &account(1)).await.unwrap_err());
    faults
}
