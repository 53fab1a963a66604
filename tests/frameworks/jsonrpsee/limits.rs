//! The layer loosens no limit that the server was told.

use super::sealed::post;
use super::*;
use jsonrpsee::core::middleware::{Batch, Notification, Request, RpcServiceT};
use jsonrpsee::server::{MethodResponse, RpcModule};
use jsonrpsee::types::{ErrorObject, Id};

/// A method that responds with as many bytes as it is asked for, behind a server with this limit.
async fn serving(limit: u32, is_sealed: bool) -> SocketAddr {
    let mut module = RpcModule::new(());
    module
        .register_method("call", |params, (), _| "x".repeat(params.one().unwrap_or(0)))
        .unwrap();
    let builder = Server::builder().set_config(ServerConfig::builder().max_response_body_size(limit).build());
    if is_sealed {
        let rpc = RpcServiceBuilder::new().layer(SecureRpcLayer::new());
        let server = builder.set_rpc_middleware(rpc).build("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        serve(server.start(module));
        address
    } else {
        let server = builder.build("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        serve(server.start(module));
        address
    }
}

fn call(method: &str, bytes: usize) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":[{bytes}]}}"#)
}

/// How long the response to a batch is, or the code of its refusal.
async fn response_to(address: SocketAddr, batch: &[String]) -> Result<usize, i64> {
    let body = format!("[{}]", batch.join(","));
    let answer = post(address, &body).await.unwrap();
    match answer.json() {
        Value::Array(_) => Ok(answer.body.len()),
        error => Err(error["error"]["code"].as_i64().unwrap()),
    }
}

fn run<R>(visit: impl Future<Output = R>) -> (R, Vec<Value>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (log, found) = sink::json(|| runtime.block_on(visit));
    (found, sink::records(&log))
}

/// The calls are handed on as they are, so both services respond with as many bytes or refuse with the same code.
#[test]
fn the_limit_of_a_batch_is_that_of_the_server() {
    run(async {
        for limit in [100, 1_000, 20_000, 150_000] {
            let (bare, sealed) = (serving(limit, false).await, serving(limit, true).await);
            for (calls, bytes) in [(1, 0), (2, 50), (5, 20_000), (10, 1_000), (40, 400), (7, 21_000)] {
                let batch = vec![call("call", bytes); calls];
                let expected = response_to(bare, &batch).await;
                let (is_whole, found) = (bytes <= limit as usize / 2, response_to(sealed, &batch).await);
                match (expected, found) {
                    (Ok(length), Ok(found)) if is_whole => assert_eq!(found, length, "{limit}: {calls} of {bytes}"),
                    (Ok(_), found) => assert!(found.is_err() || found <= Ok(limit as usize), "{found:?}"),
                    (refused, found) => assert_eq!(found, refused, "{limit}: {calls} of {bytes}"),
                }
            }
        }
    });
}

#[test]
fn the_limit_of_a_batch_is_exact_to_the_byte() {
    run(async {
        for limit in [3_000, 9_000, 70_001] {
            let (bare, sealed) = (serving(limit, false).await, serving(limit, true).await);
            let around = response_to(bare, &[call("call", 0), call("call", 0)]).await.unwrap();
            for (bytes, expected) in [(limit as usize - around, true), (limit as usize - around + 1, false)] {
                let batch = [call("call", bytes / 2), call("call", bytes - bytes / 2)];
                for address in [bare, sealed] {
                    let found = response_to(address, &batch).await;
                    let expected = if expected { Ok(limit as usize) } else { Err(-32011) };
                    assert_eq!(found, expected, "{limit}");
                }
            }
        }
    });
}

#[test]
fn a_batch_of_what_is_no_method_has_the_same_limit() {
    run(async {
        for limit in [1_000, 20_000] {
            let sealed = serving(limit, true).await;
            for calls in [1, 5, 50, 500] {
                let found = response_to(sealed, &vec![call("nothing", 0); calls]).await;
                assert!(
                    found == Err(-32011) || found <= Ok(limit as usize),
                    "{limit}: {found:?}"
                );
                assert_eq!(
                    found.is_err(),
                    calls == 500 || (calls == 50 && limit == 1_000),
                    "{limit}: {calls}"
                );
            }
        }
    });
}

/// A middleware that serves no batches.
#[derive(Clone)]
struct NoBatches<S>(S);

impl<S> RpcServiceT for NoBatches<S>
where
    S: RpcServiceT<MethodResponse = MethodResponse, NotificationResponse = MethodResponse>
        + Send
        + Sync
        + Clone
        + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = MethodResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        self.0.call(request)
    }

    fn batch<'a>(&self, _: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        std::future::ready(MethodResponse::error(
            Id::Null,
            ErrorObject::owned(-32005, "hunter2", None::<()>),
        ))
    }

    fn notification<'a>(&self, notification: Notification<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        self.0.notification(notification)
    }
}

#[test]
fn a_middleware_that_refuses_batches_still_does() {
    let (answer, records) = run(async {
        let mut module = RpcModule::new(());
        module.register_method("call", |_, (), _| "fine").unwrap();
        let rpc = RpcServiceBuilder::new()
            .layer(SecureRpcLayer::new())
            .layer_fn(NoBatches);
        let server = Server::builder()
            .set_rpc_middleware(rpc)
            .build("127.0.0.1:0")
            .await
            .unwrap();
        let address = server.local_addr().unwrap();
        serve(server.start(module));
        post(address, &format!("[{}]", call("call", 0))).await.unwrap().json()
    });
    assert_eq!(
        answer["error"]["message"],
        "Batched requests are not supported by this server"
    );
    assert_eq!(records.len(), 1, "{records:#?}");
    assert!(!answer.to_string().contains("hunter2"));
}
