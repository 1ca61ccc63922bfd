//! What the figures were measured on: the processors, the system, and where the files lay.
use damson::asset::FilePath;
use damson::walk::Mounts;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The machine, the file systems of the files and of the catalogues, damson's version, and the day.
pub fn facts(files: &Path, catalogues: &Path) -> Value {
    json!({
        "date": today(),
        "damson": env!("CARGO_PKG_VERSION"),
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "cpu": value_of("/proc/cpuinfo", "model name"),
        "memory": value_of("/proc/meminfo", "MemTotal"),
        "kernel": fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim(),
        "files_on": file_system(files),
        "catalogues_on": file_system(catalogues),
    })
}

/// The day in UTC, `2026-11-25`.
pub fn today() -> String {
    damson::asset::Now::of_the_system().utc().to_string().chars().take(10).collect()
}

/// The first value of a name in a file of lines `name : value`.
fn value_of(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim_start_matches([':', '\t', ' ']).to_owned()
}

/// The type of the file system that a path lies on (proc(5), `mounts`: the third word, by the mount point, the second).
fn file_system(path: &Path) -> String {
    let Ok(mounts) = Mounts::read() else { return String::new() };
    let point = mounts.of(&FilePath::of(path)).mount_point.lossy();
    let text = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mounted = text.lines().map(words).rfind(|words| words.get(1) == Some(&point));
    mounted.and_then(|words| words.get(2).cloned()).unwrap_or_default()
}
