//! How many instructions one request takes, from the request to the end of the body of its answer, in every stack of
//! layers. No sockets, and the log goes nowhere, as text.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use http_body::Body as _;
use secure_error_benches::callgrind;
use secure_error_load::requests::USUAL_HEADERS;
use secure_error_load::service::{self, Stack};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::{io, panic};
use tower::Service as _;

/// Requests, and the stacks that answer them.
const CASES: &[(&str, &str, &[Stack])] = &[
    ("success", "/fine", &Stack::ALL),
    ("own error", "/own", FAILING),
    ("unknown path", "/nowhere", FAILING),
    ("foreign text", "/text", FAILING),
    ("panic", "/panic", FAILING),
];

/// A panic ends the task of a connection if nothing catches it.
const FAILING: &[Stack] = &[Stack::SecureError, Stack::TowerHttp, Stack::TowerHttpLogged];

fn main() {
    callgrind::main(run, table);
}

fn name(case: &str, stack: Stack) -> String {
    format!("{case}, {stack}")
}

fn run(rounds: u32, wanted: &str) {
    let mut cases = CASES
        .iter()
        .flat_map(|(case, path, stacks)| stacks.iter().map(move |stack| (name(case, *stack), *path, *stack)));
    let Some((_, path, stack)) = cases.find(|(name, ..)| name == wanted) else {
        return;
    };
    panic::set_hook(Box::new(|_| {}));
    let _subscriber = tracing::subscriber::set_default(service::subscriber(io::sink));
    let mut router = stack.around(service::plain(stack));
    for _ in 0..rounds {
        ask(&mut router, path);
    }
}

/// Nothing here waits for anything, so it is enough to poll.
fn ask(router: &mut Router, path: &str) {
    let mut request = Request::get(path).header("Host", "localhost");
    for (name, value) in USUAL_HEADERS {
        request = request.header(name, value);
    }
    let Ok(request) = request.body(Body::empty()) else {
        return;
    };
    let mut waiting = Context::from_waker(Waker::noop());
    let Poll::Ready(Ok(answer)) = pin!(router.call(request)).poll(&mut waiting) else {
        return;
    };
    let mut body = answer.into_body();
    while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut waiting) {
        drop(std::hint::black_box(frame));
    }
}

fn table() -> io::Result<()> {
    println!("{:<35} {:>13} {:>8}", "", "instructions", "ratio");
    for (case, _, stacks) in CASES {
        let mut first = None;
        for stack in *stacks {
            let name = name(case, *stack);
            let each = callgrind::count(&name)?;
            let ratio = each / *first.get_or_insert(each);
            println!("{name:<35} {each:>13.0} {ratio:>7.2}x");
        }
    }
    Ok(())
}
