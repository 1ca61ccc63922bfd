//! A process between the bench and the program it measures: the system counts the processor time and the memory of a
//! process's children together, so each measured program gets a parent that had no other.
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

/// The word that makes the bench a supervisor.
pub const WORD: &str = "--supervise";

/// One run: wall clock and processor seconds.
struct Run {
    seconds: f64,
    processor: f64,
    status: ExitStatus,
}

/// Runs `RUNS OUTPUT PROGRAM WORDS...` and prints what it took, as JSON. `OUTPUT` is a file for what the program prints.
///
/// # Errors
/// Where the words are not those, or the program cannot be started for another reason than that it is not there.
pub fn supervise(words: &[OsString]) -> io::Result<()> {
    let [runs, output, command @ ..] = words else { return Err(io::Error::other("RUNS OUTPUT PROGRAM WORDS...")) };
    let runs: usize = runs.to_str().and_then(|runs| runs.parse().ok()).ok_or(io::Error::other("how many runs?"))?;
    let runs: io::Result<Vec<Run>> = (0..runs.max(1)).map(|_| run(command, output.as_ref())).collect();
    let told = match runs {
        Ok(runs) => told(&runs)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Value::Null,
        Err(error) => return Err(error),
    };
    writeln!(io::stdout(), "{told}")
}

fn told(runs: &[Run]) -> io::Result<Value> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let median = |of: fn(&Run) -> f64| {
        let mut times: Vec<f64> = runs.iter().map(of).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let ended = runs.iter().find(|run| !run.status.success()).map_or(String::new(), |run| run.status.to_string());
    Ok(json!({
        "seconds": median(|run| run.seconds),
        "processor": median(|run| run.processor),
        // Kibibytes on Linux (getrusage(2)).
        "kibibytes": usage.max_rss(),
        "ended": ended,
    }))
}

/// Starts it with nothing to read, no complaints, and no settings of the user's.
fn run(command: &[OsString], output: &Path) -> io::Result<Run> {
    let (before, output) = (processor()?, File::options().write(true).create(true).truncate(true).open(output)?);
    let start = Instant::now();
    let status = Command::new(&command[0])
        .args(&command[1..])
        .env_remove("DAMSON_CATALOG")
        .env_remove("DAMSON_AGENT")
        .env("XDG_CONFIG_HOME", "/nonexistent")
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(Stdio::null())
        .status()?;
    Ok(Run { seconds: start.elapsed().as_secs_f64(), processor: processor()? - before, status })
}

/// What all children so far took of the processors, in seconds, theirs and the system's for them.
fn processor() -> io::Result<f64> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| {
        #[allow(clippy::cast_precision_loss)]
        let (whole, part) = (time.tv_sec() as f64, time.tv_usec() as f64);
        whole + part / 1e6
    };
    Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
}
