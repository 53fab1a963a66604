//! What Linux says about a process.

use std::fs;
use std::io;
use std::time::Duration;

/// Resident memory, in KiB.
pub(crate) fn resident(pid: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok())
        .ok_or_else(|| io::Error::other("no resident memory"))
}

/// How long the threads that there are have run.
pub(crate) fn busy(pid: u32) -> io::Result<Duration> {
    let mut nanoseconds = 0;
    for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
        // It may have ended meanwhile.
        let Ok(text) = fs::read_to_string(thread?.path().join("schedstat")) else {
            continue;
        };
        let run: u64 = text
            .split(' ')
            .next()
            .and_then(|run| run.parse().ok())
            .ok_or_else(|| io::Error::other("no running time"))?;
        nanoseconds += run;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn this_process_has_memory_and_has_run() {
        assert!(resident(std::process::id()).unwrap() > 100);
        let start = Instant::now();
        while busy(std::process::id()).unwrap() < Duration::from_millis(1) {
            assert!(start.elapsed() < Duration::from_secs(60), "it runs");
        }
    }
}
