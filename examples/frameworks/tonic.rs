//! A small service on tonic, and a client that calls it: `cargo run --example tonic --features tonic`.
//!
//! It is written by hand, so that you need no `protoc`; what `tonic-build` writes for you looks much like `Desk` below.

use http::Request as HttpRequest;
use secure_error::SecureError;
use secure_error::frameworks::tonic::SecureStatusLayer;
use secure_error_examples::desk;
use secure_error_examples::terminal::say;
use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tonic_prost::prost::Message;
use tonic_types::StatusExt as _;
use tower::{Service, service_fn};

#[derive(SecureError)]
#[secure_error(tonic, domain = "desk.example.com")]
enum DeskError {
    #[public(status = 404, code = "ACCOUNT_NOT_FOUND", message = "Account not found")]
    #[internal("no account {account}")]
    NoAccount {
        account: u64,
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
        account: u64,
    },

    Statement(#[from] std::io::Error), // no #[public]: INTERNAL, and the path goes to the operators
}

/// `message Withdrawal { uint64 account = 1; uint64 cents = 2; }`
#[derive(Clone, PartialEq, Message)]
#[prost(prost_path = "tonic_prost::prost")]
struct Withdrawal {
    #[prost(uint64, tag = "1")]
    account: u64,
    #[prost(uint64, tag = "2")]
    cents: u64,
}

async fn owner(request: Request<u64>) -> Result<Response<String>, Status> {
    let account = request.into_inner();
    let owner = desk::owner(account).ok_or(DeskError::NoAccount { account })?;
    Ok(Response::new(owner.to_owned()))
}

async fn statement(request: Request<u64>) -> Result<Response<String>, Status> {
    let statement = desk::statement(request.into_inner()).map_err(DeskError::from)?;
    Ok(Response::new(statement))
}

async fn withdraw(request: Request<Withdrawal>) -> Result<Response<String>, Status> {
    let Withdrawal { account, cents } = request.into_inner();
    let available = desk::balance(account).ok_or(DeskError::NoAccount { account })?;
    match available.checked_sub(cents) {
        Some(left) => Ok(Response::new(format!("{left} cents are left"))),
        None => Err(DeskError::InsufficientFunds { available, account })?,
    }
}

/// What an upstream service says, forwarded by a handler that does not look at it.
async fn audit(_: Request<u64>) -> Result<Response<String>, Status> {
    Err(Status::permission_denied(
        "vault policy kv/prod/db denied for role desk",
    ))
}

/// `service Desk`, by hand.
#[derive(Clone)]
struct Desk;

impl NamedService for Desk {
    const NAME: &'static str = "desk.Desk";
}

impl Service<HttpRequest<Body>> for Desk {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest<Body>) -> Self::Future {
        Box::pin(async move {
            Ok(match request.uri().path() {
                "/desk.Desk/Owner" => unary(service_fn(owner), request).await,
                "/desk.Desk/Statement" => unary(service_fn(statement), request).await,
                "/desk.Desk/Withdraw" => unary(service_fn(withdraw), request).await,
                "/desk.Desk/Audit" => unary(service_fn(audit), request).await,
                _ => Status::unimplemented("").into_http(),
            })
        })
    }
}

async fn unary<Q, S>(method: S, request: HttpRequest<Body>) -> http::Response<Body>
where
    Q: Message + Default + 'static,
    S: UnaryService<Q, Response = String>,
{
    let mut grpc = Grpc::new(ProstCodec::<String, Q>::default());
    grpc.unary(method, request).await
}

/// Foreign statuses have this domain too.
const LAYER: SecureStatusLayer = SecureStatusLayer::new().domain("desk.example.com");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    desk::log_to_stdout();
    let server = Server::builder().layer(LAYER).add_service(Desk);
    tokio::spawn(server.serve(desk::ADDRESS.parse()?));

    let channel = connect().await?;
    call(&channel, "Owner", 1).await;
    call(&channel, "Owner", 7).await;
    call(&channel, "Statement", 1).await;
    let cents = 5000;
    call(&channel, "Withdraw", Withdrawal { account: 1, cents }).await;
    call(&channel, "Audit", 1).await;
    call(&channel, "Nowhere", 1).await;
    Ok(())
}

/// As soon as the server listens.
async fn connect() -> Result<Channel, Box<dyn Error>> {
    let endpoint = Channel::from_shared(format!("http://{}", desk::ADDRESS))?;
    for _ in 0..100 {
        if let Ok(channel) = endpoint.connect().await {
            return Ok(channel);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(endpoint.connect().await?)
}

/// Calls a method, and says what the client saw.
async fn call<Q: Message + std::fmt::Debug + 'static>(channel: &Channel, method: &str, request: Q) {
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    let codec = ProstCodec::<Q, String>::default();
    let shown = format!("{method} {request:?}");
    let answer = match (grpc.ready().await, format!("/desk.Desk/{method}").parse()) {
        (Ok(()), Ok(path)) => grpc.unary(Request::new(request), path, codec).await,
        _ => Err(Status::unavailable("not sent")),
    };
    say(&shown);
    match answer {
        Ok(answer) => say(&format!("  client: {}", answer.into_inner())),
        Err(status) => {
            say(&format!("  client: {:?} {:?}", status.code(), status.message()));
            for detail in status.get_error_details_vec() {
                say(&format!("          {detail:?}"));
            }
        }
    }
    say("");
}
