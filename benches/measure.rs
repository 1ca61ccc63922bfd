//! Runs a program and says how long it took, on the clock and of the processors, and how much memory it had.
use crate::supervise;
use serde_json::Value;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// What one program took.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Wall clock of the whole process; the median where it ran often.
    pub seconds: f64,
    /// Of the processors, its own and the system's for it; the median.
    pub processor: f64,
    /// The peak of resident memory, its own or of a process that it started; the largest of all runs.
    pub kibibytes: u64,
    /// What it ended with if not with 0.
    pub ended: String,
}

/// Runs a program so many times, what it prints thrown away. `None` where there is no such program.
///
/// # Errors
/// Where it cannot be started.
pub fn measure(command: &[OsString], runs: usize) -> io::Result<Option<Measure>> {
    measure_into(command, runs, Path::new("/dev/null"))
}

/// The same, what it prints put into a file.
///
/// # Errors
/// Where it cannot be started, or there is no file to be made.
pub fn measure_into(command: &[OsString], runs: usize, output: &Path) -> io::Result<Option<Measure>> {
    let supervisor = Command::new(std::env::current_exe()?)
        .args([supervise::WORD.into(), runs.to_string().into(), output.as_os_str().to_owned()])
        .args(command)
        .stderr(Stdio::inherit())
        .output()?;
    if !supervisor.status.success() {
        return Err(io::Error::other(format!("{} could not be measured", command[0].display())));
    }
    let told: Value = serde_json::from_slice(&supervisor.stdout)?;
    if told.is_null() {
        return Ok(None);
    }
    let number = |name: &str| told[name].as_f64().ok_or(io::Error::other("a supervisor told no numbers"));
    Ok(Some(Measure {
        seconds: number("seconds")?,
        processor: number("processor")?,
        kibibytes: told["kibibytes"].as_u64().unwrap_or_default(),
        ended: told["ended"].as_str().unwrap_or_default().to_owned(),
    }))
}

/// The one in the middle by time.
pub fn middle(mut measures: Vec<Measure>) -> Option<Measure> {
    measures.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let kibibytes = measures.iter().map(|measure| measure.kibibytes).max()?;
    let at = measures.len() / 2;
    Some(Measure { kibibytes, ..measures.swap_remove(at) })
}
