//! A server as a program of its own: its first argument says whether it has a boundary, its first line where it listens,
//! and all others are records of its log. And tests of what holds in a whole process.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::Command;

/// The argument of a server that has a boundary.
pub const SEALED: &str = "sealed";
/// The argument of a server that has none.
pub const BARE: &str = "bare";
/// What comes before the address.
pub const LISTENING: &str = "listening on ";

/// Starts the log, and returns whether the server shall have a boundary.
#[must_use]
pub fn start() -> bool {
    let sealed = match std::env::args().nth(1).as_deref() {
        Some(SEALED) => true,
        Some(BARE) => false,
        other => panic!("{other:?} is neither `{SEALED}` nor `{BARE}`"),
    };
    tracing_subscriber::fmt()
        .json()
        .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
        .init();
    if sealed {
        secure_error::PanicHook::install_quiet();
    }
    sealed
}

/// To be called before the first request.
pub fn listening(address: SocketAddr) {
    let mut out = std::io::stdout();
    writeln!(out, "{LISTENING}{address}")
        .and_then(|()| out.flush())
        .unwrap();
}

/// Whether this test has a process of its own. If not, it is run again in one, where it must pass.
#[must_use]
pub fn is_alone(test: &str) -> bool {
    const ALONE: &str = "SECURE_ERROR_TEST_IS_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && out.contains("1 passed"), "{out}");
    false
}
