//! What a child does: everything that can panic.

use crate::{request, sink};
use secure_error::{SecureError, spawn_reported};
use std::fmt;
use std::panic::{catch_unwind, panic_any};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What nobody but operators may see. It would be another line, and red, on a terminal.
pub const SECRET: &str = "postgres://admin:hunter2@10.0.0.5/prod\nERROR forged \u{1b}[31mred";
/// As the log shows it.
pub const ESCAPED: &str = "postgres://admin:hunter2@10.0.0.5/prod\\nERROR forged \\u{1b}[31mred";
/// What a search finds of it, however it is escaped.
pub const NEEDLE: &str = "hunter2";

/// Panics, after it has said where.
macro_rules! panics {
    ($($message:tt)*) => {{
        println!("panics at {}:{}:{}", file!(), line!(), column!());
        panic!($($message)*)
    }};
}
pub(crate) use panics;

pub fn play(part: &str) {
    match part {
        "no subscriber" => return thread(|| panics!("{SECRET}")),
        "sink panics" => return sink_panics(),
        "sink panics at an event" => return sink_panics_at_an_event(),
        "sink panics always" => return sink_panics_always(),
        "sink holds a lock" => return sink_holds_a_lock(),
        "sink is stuck" => return sink_is_stuck(),
        _ => {}
    }
    tracing_subscriber::fmt().json().init();
    match part {
        "thread" => thread(|| panics!("{SECRET}")),
        "no text" => thread(|| panic_any(vec![SECRET])),
        "long" => thread(|| panics!("{}", "x".repeat(1 << 20))),
        "unwrap" => thread(|| {
            println!("panics at {}:{}:23", file!(), line!() + 1);
            connect().unwrap();
        }),
        "task of tokio" => tokio_task(),
        "reported task" => reported_task(),
        "many threads" => many_threads(),
        "caught" => assert!(catch_unwind(|| panics!("{SECRET}")).is_err()),
        "display" => display(),
        "exit" => {
            thread(|| panics!("{SECRET}"));
            std::process::exit(0)
        }
        other => request::play(other),
    }
}

fn thread(run: impl FnOnce() + Send + 'static) {
    assert!(thread::spawn(run).join().is_err());
}

fn connect() -> std::io::Result<()> {
    Err(std::io::Error::other(SECRET))
}

fn many_threads() {
    let threads: Vec<_> = (0..64)
        .map(|number| thread::spawn(move || panic!("{NEEDLE} {number}")))
        .collect();
    for thread in threads {
        assert!(thread.join().is_err());
    }
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
}

fn tokio_task() {
    let task = async { tokio::spawn(async { panics!("{SECRET}") }).await };
    assert!(runtime().block_on(task).unwrap_err().is_panic());
}

fn reported_task() {
    let task = async { spawn_reported("mail", async { panics!("{SECRET}") }).await };
    assert!(runtime().block_on(task).unwrap().is_err());
}

/// An error whose text cannot be had.
struct Trap;

impl fmt::Display for Trap {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("{SECRET}")
    }
}

#[derive(SecureError)]
#[public(status = 409, code = "TRAPPED", message = "Trapped")]
#[internal("trapped by {trap}")]
struct Trapped {
    trap: Trap,
}

fn display() {
    Trapped { trap: Trap }.report().log();
}

/// A subscriber that fails, while it holds a lock, at what `is_fatal` chooses.
struct Fatal {
    lock: Mutex<()>,
    is_fatal: fn(&str) -> bool,
}

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Fatal {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let _locked = self.lock.lock();
        if (self.is_fatal)(event.metadata().target()) {
            panics!("{SECRET}");
        }
    }
}

fn subscribe(is_fatal: fn(&str) -> bool) {
    let lock = Mutex::new(());
    tracing_subscriber::registry().with(Fatal { lock, is_fatal }).init();
}

/// A record that the sink cannot take.
fn sink_panics() {
    subscribe(|target| target == "secure_error");
    secure_error::Fault::internal(SECRET).report().log();
}

/// A security event that it cannot take.
fn sink_panics_at_an_event() {
    subscribe(|target| target == "security");
    secure_error::log::SecurityEvent::sys_startup().log();
}

/// A panic that the sink cannot take.
fn sink_panics_always() {
    subscribe(|_| true);
    thread(|| panics!("{SECRET}"));
}

/// Sixty threads panic while the sink takes nothing; then it goes on.
fn sink_is_stuck() {
    let gate = Arc::new(Mutex::new(()));
    let written = sink::Written::default();
    let writer = {
        let (gate, written) = (Arc::clone(&gate), written.clone());
        move || {
            drop(gate.lock());
            written.clone()
        }
    };
    tracing_subscriber::fmt().json().with_writer(writer).init();
    let stuck = gate.lock().unwrap();
    let threads: Vec<_> = (0..60)
        .map(|number| thread::spawn(move || panic!("{NEEDLE} {number}")))
        .collect();
    for thread in threads {
        assert!(thread.join().is_err());
    }
    println!("writers {}", threads_called("panic log"));
    drop(stuck);
    let mut log = String::new();
    while sink::records(&log).len() < 60 {
        thread::sleep(Duration::from_millis(10));
        log += &written.take();
    }
    println!("{log}");
}

/// How many threads of this process have this name.
fn threads_called(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("comm")).unwrap_or_default());
    names.filter(|own| own.trim() == name).count()
}

/// The sink cannot take the record of its own panic: the panicking thread holds the lock.
fn sink_holds_a_lock() {
    subscribe(|target| target != "secure_error");
    thread(|| tracing::info!("an event of the application"));
}
