//! The process of the service.

use super::stack::Stack;
use super::{log, mixed, plain};
use axum::Router;
use std::io;
use std::path::PathBuf;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::runtime;

/// Which routes are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Routes {
    /// Those of the load test.
    Mixed,
    /// Those of the comparison.
    Plain,
}

/// What to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// What is around the routes.
    pub stack: Stack,
    /// The routes.
    pub routes: Routes,
    /// How many threads answer.
    pub threads: usize,
    /// The file to which records go.
    pub log: PathBuf,
}

/// Serves on a port of its own, whose number it prints, until its standard input ends; then it answers what it has begun,
/// and returns. So it never outlives whoever started it.
///
/// # Errors
///
/// What the system says when the log or the port cannot be opened.
pub fn serve(what: &Serve) -> io::Result<()> {
    log::to_file(&what.log)?;
    let routes = match what.routes {
        Routes::Mixed => mixed::router(),
        Routes::Plain => plain::router(what.stack),
    };
    runtime::Builder::new_multi_thread()
        .worker_threads(what.threads)
        .enable_all()
        .build()?
        .block_on(answer(what.stack.around(routes)))
}

async fn answer(router: Router) -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, router)
        .with_graceful_shutdown(input_ended())
        .await
}

async fn input_ended() {
    let mut byte = [0];
    while matches!(tokio::io::stdin().read(&mut byte).await, Ok(1)) {}
}
