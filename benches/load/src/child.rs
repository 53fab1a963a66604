//! The process of the service, seen from outside.

use crate::proc;
use crate::service::{Routes, Serve};
use std::env;
use std::io;
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{self, Command};
use tokio::time::timeout;

/// How long a service may take to start, and to end what it has begun.
const PATIENCE: Duration = Duration::from_secs(30);

/// A service in a process of its own, which ends with this.
#[derive(Debug)]
pub struct Child {
    process: process::Child,
    pid: u32,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Child {
    /// Starts this program once more, and waits until it listens.
    ///
    /// # Errors
    ///
    /// What the system says, or that it did not begin to listen.
    pub async fn start(what: &Serve) -> io::Result<Self> {
        let routes = match what.routes {
            Routes::Mixed => "mixed",
            Routes::Plain => "plain",
        };
        let mut process = Command::new(env::current_exe()?)
            .args(["serve", what.stack.name(), routes, &what.threads.to_string()])
            .arg(&what.log)
            // Nobody asked for backtraces, whatever the shell has set.
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Panics are printed there.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pid = process.id().ok_or_else(|| io::Error::other("the service has ended"))?;
        let stdout = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut line = String::new();
        timeout(PATIENCE, BufReader::new(stdout).read_line(&mut line)).await??;
        let port: u16 = line.trim().parse().map_err(io::Error::other)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        Ok(Self { process, pid, address })
    }

    /// Its resident memory, in KiB.
    ///
    /// # Errors
    ///
    /// When there is no such process, or no `/proc`.
    pub fn resident(&self) -> io::Result<u64> {
        proc::resident(self.pid)
    }

    /// How long its threads have run, all together.
    ///
    /// # Errors
    ///
    /// As [`resident`](Self::resident).
    pub fn busy(&self) -> io::Result<Duration> {
        proc::busy(self.pid)
    }

    /// Lets it answer what it has begun, and waits for its end.
    ///
    /// # Errors
    ///
    /// If it takes too long or ends with a failure.
    pub async fn stop(mut self) -> io::Result<()> {
        drop(self.process.stdin.take());
        let status = timeout(PATIENCE, self.process.wait()).await??;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("the service ended with {status}")))
        }
    }
}
