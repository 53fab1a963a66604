//! A log sink that fails, panics, blocks or is gone changes no answer.

use crate::leaky::{self, DSN};
use crate::server::{self, Answer, get};
use crate::sink;
use axum::{Router, routing};
use secure_error::{Fault, SecureErrorLayer, problem};
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use tracing::{Dispatch, Event, Metadata, Subscriber, span};
use tracing_appender::non_blocking::NonBlockingBuilder;
use tracing_subscriber::fmt::MakeWriter;

fn service() -> Router {
    let own = || async { Fault::problem_with(&problem::CONFLICT, "row 7 is locked") };
    leaky::router()
        .route("/own", routing::get(own))
        .layer(SecureErrorLayer::new())
}

/// Every kind of failure, and something that works; again and again.
const PATHS: [&str; 15] = {
    let [own, text, panic, nowhere, fine] = ["/own", "/text", "/panic", "/nowhere", "/fine"];
    [
        own, text, panic, nowhere, fine, own, text, panic, nowhere, fine, own, text, panic, nowhere, fine,
    ]
};

/// The answers to all of these, without what differs between any two.
fn answers() -> Vec<String> {
    let answers = server::without(service(), &PATHS.map(get));
    let without_id = |answer: Option<Answer>| {
        let answer = answer.expect("every request is answered");
        let text = answer.text().replace(answer.id(), "");
        assert!(!text.contains(DSN));
        let lines = text.lines().filter(|line| !line.starts_with("date: "));
        lines.collect::<Vec<_>>().join("\n")
    };
    answers.into_iter().map(without_id).collect()
}

/// What the clients of a service with this subscriber get is what they always get.
#[track_caller]
fn assert_same_answers(subscriber: impl Into<Dispatch>) {
    let answers_now = tracing::dispatcher::with_default(&subscriber.into(), answers);
    assert_eq!(answers_now, answers());
}

#[test]
fn without_any_subscriber_everything_is_answered() {
    let statuses: Vec<String> = answers().iter().map(|answer| answer[9..12].to_owned()).collect();
    assert_eq!(statuses, ["409", "500", "500", "404", "200"].repeat(3));
}

#[test]
fn with_a_subscriber_every_failure_is_in_the_log() {
    let (log, with) = sink::json(answers);
    assert_eq!(sink::records(&log).len(), 12);
    assert_eq!(with, answers());
}

/// A writer that does this.
#[derive(Clone, Copy)]
struct Does(fn() -> io::Result<usize>);

impl io::Write for Does {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        (self.0)()
    }

    fn flush(&mut self) -> io::Result<()> {
        (self.0)().map(|_| ())
    }
}

impl MakeWriter<'_> for Does {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

#[test]
fn a_writer_that_fails_or_panics_costs_no_answer() {
    for does in [
        Does(|| Err(io::Error::other("the disk is full"))),
        Does(|| Err(io::ErrorKind::BrokenPipe.into())),
        Does(|| Ok(0)),
        Does(|| panic!("in the writer")),
    ] {
        for tell in [false, true] {
            let text = tracing_subscriber::fmt().log_internal_errors(tell).with_writer(does);
            assert_same_answers(text.finish());
            let json = tracing_subscriber::fmt().log_internal_errors(tell).with_writer(does);
            assert_same_answers(json.json().finish());
        }
    }
}

const CHILD: &str = "SECURE_ERROR_SINK_TEST_CHILD";

/// For a test that has a process of its own, whose subscribers are nobody else's: does it there, and here says how to start
/// one.
fn alone(name: &'static str, run: impl FnOnce()) -> Option<impl Fn() -> Command> {
    if std::env::var_os(CHILD).is_some() {
        run();
        println!("{name} has run");
        return None;
    }
    Some(move || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args([name, "--exact", "--nocapture"]).env(CHILD, "1");
        child.stdout(Stdio::piped()).stderr(Stdio::piped());
        child
    })
}

#[track_caller]
fn assert_has_run(name: &str, output: &Output) {
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    assert!(stdout.contains(&format!("{name} has run")), "{stdout}{stderr}");
}

/// Panics in every callback as soon as it is armed: a program does not start with one that panics from the beginning.
#[derive(Clone, Default)]
struct Panics {
    armed: Arc<AtomicBool>,
    panicked: Arc<AtomicUsize>,
}

impl Panics {
    fn trip(&self) {
        if self.armed.load(Ordering::Relaxed) {
            self.panicked.fetch_add(1, Ordering::Relaxed);
            panic!("in the subscriber")
        }
    }
}

impl Subscriber for Panics {
    fn register_callsite(&self, _: &'static Metadata<'static>) -> tracing::subscriber::Interest {
        self.trip();
        tracing::subscriber::Interest::sometimes()
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        self.trip();
        true
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        self.trip();
        None
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        self.trip();
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {
        self.trip();
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {
        self.trip();
    }

    fn event_enabled(&self, _: &Event<'_>) -> bool {
        self.trip();
        true
    }

    fn event(&self, _: &Event<'_>) {
        self.trip();
    }

    fn enter(&self, _: &span::Id) {
        self.trip();
    }

    fn exit(&self, _: &span::Id) {
        self.trip();
    }
}

#[test]
fn a_subscriber_that_panics_in_every_callback_costs_no_answer() {
    const NAME: &str = "sinks::a_subscriber_that_panics_in_every_callback_costs_no_answer";
    let run = || {
        let usual = answers();
        let panics = Panics::default();
        tracing::subscriber::set_global_default(panics.clone()).unwrap();
        panics.armed.store(true, Ordering::Relaxed);
        assert_eq!(answers(), usual);
        assert!(panics.panicked.load(Ordering::Relaxed) >= 12, "once a record at least");
    };
    let Some(child) = alone(NAME, run) else { return };
    assert_has_run(NAME, &child().output().unwrap());
}

#[test]
fn standard_error_that_is_closed_or_full_costs_no_answer() {
    const NAME: &str = "sinks::standard_error_that_is_closed_or_full_costs_no_answer";
    let run = || {
        let usual = answers();
        let subscriber = tracing_subscriber::fmt().with_writer(io::stderr).finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        assert_eq!(answers(), usual);
    };
    let Some(child) = alone(NAME, run) else { return };
    let mut closed = child().spawn().unwrap();
    drop(closed.stderr.take());
    assert_has_run(NAME, &closed.wait_with_output().unwrap());
    // Always full, where there is such a device.
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        assert_has_run(NAME, &child().stderr(full).output().unwrap());
    }
}

/// A writer that says when something is written, and then waits until it is let go.
struct Blocks {
    entered: mpsc::Sender<()>,
    release: mpsc::Receiver<()>,
}

impl Blocks {
    fn new() -> (Self, mpsc::Receiver<()>, mpsc::Sender<()>) {
        let (entered, is_entered) = mpsc::channel();
        let (let_go, release) = mpsc::channel();
        (Self { entered, release }, is_entered, let_go)
    }
}

impl io::Write for Blocks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.entered.send(());
        // Also when nobody is left to let it go.
        let _ = self.release.recv();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_blocks_a_thread_of_its_own_delays_no_response() {
    let (blocks, is_entered, let_go) = Blocks::new();
    let (writer, guard) = NonBlockingBuilder::default().buffered_lines_limit(4).finish(blocks);
    let dropped = writer.error_counter();
    let subscriber = Dispatch::new(tracing_subscriber::fmt().with_writer(writer).finish());
    let first = tracing::dispatcher::with_default(&subscriber, || server::without(service(), &[get("/own")]));
    assert_eq!(first[0].as_ref().unwrap().status(), 409);
    is_entered.recv().unwrap();

    assert_same_answers(subscriber);
    assert!(is_entered.try_recv().is_err(), "it still writes the first record");
    assert_eq!(dropped.dropped_lines(), 12 - 4, "four are waiting");
    drop(let_go);
    drop(guard);
}

#[test]
fn a_writer_whose_thread_has_ended_costs_no_answer() {
    for lossy in [true, false] {
        let written = sink::Written::default();
        let (writer, guard) = NonBlockingBuilder::default().lossy(lossy).finish(written.clone());
        drop(guard);
        assert_same_answers(tracing_subscriber::fmt().with_writer(writer).finish());
        assert_eq!(written.take(), "");
    }
}

/// Why the documentation asks for a thread in between: a record is on its way before there is an answer.
#[test]
fn a_writer_that_blocks_without_a_thread_of_its_own_holds_the_answer() {
    let (blocks, is_entered, let_go) = Blocks::new();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (listens, address) = mpsc::channel();
    let server = std::thread::spawn(move || {
        let subscriber = tracing_subscriber::fmt()
            .with_writer(std::sync::Mutex::new(blocks))
            .finish();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        tracing::subscriber::with_default(subscriber, || {
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                listens.send(listener.local_addr().unwrap()).unwrap();
                tokio::spawn(async { axum::serve(listener, service()).await });
                let _ = stopped.await;
            });
        });
    });
    let mut client = TcpStream::connect(address.recv().unwrap()).unwrap();
    client.write_all(&get("/own")).unwrap();

    is_entered.recv().unwrap();
    client.set_nonblocking(true).unwrap();
    let nothing = client.read(&mut [0; 1]).unwrap_err();
    assert_eq!(nothing.kind(), io::ErrorKind::WouldBlock);

    let_go.send(()).unwrap();
    client.set_nonblocking(false).unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 409 Conflict\r\n"), "{answer}");
    stop.send(()).unwrap();
    server.join().unwrap();
}
