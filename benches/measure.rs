//! Runs a program and says how long it took and how much memory it had.
use std::ffi::OsString;
use std::fs;
use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What one program took.
#[derive(Clone)]
pub struct Measure {
    /// Wall clock; the median where it ran often.
    pub seconds: f64,
    /// The peak of resident memory, where the system tells.
    pub kibibytes: Option<u64>,
    /// What it ended with.
    pub status: ExitStatus,
}

/// Runs a program once, its memory watched.
///
/// # Errors
/// Where it cannot be started.
pub fn run_once(command: &[OsString]) -> io::Result<Measure> {
    let start = Instant::now();
    let mut child = started(command)?;
    let mut kibibytes = None;
    loop {
        kibibytes = peak(&child).or(kibibytes);
        if let Some(status) = child.try_wait()? {
            return Ok(Measure { seconds: start.elapsed().as_secs_f64(), kibibytes, status });
        }
        sleep(Duration::from_micros(500));
    }
}

/// Runs a program so many times unwatched, for the time, and once more for the memory.
///
/// # Errors
/// Where it cannot be started.
pub fn run_often(command: &[OsString], runs: usize) -> io::Result<Measure> {
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        started(command)?.wait()?;
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    Ok(Measure { seconds: times[times.len() / 2], ..run_once(command)? })
}

/// Starts it with nothing to read, its output thrown away, and no settings of the user's.
fn started(command: &[OsString]) -> io::Result<Child> {
    Command::new(&command[0])
        .args(&command[1..])
        .env_remove("DAMSON_CATALOG")
        .env_remove("DAMSON_AGENT")
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// The system's own high-water mark (proc(5), `VmHWM`), which is gone with the process.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
