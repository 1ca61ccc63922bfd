//! What a damson that was killed left beside the files that it was writing: names of its own pattern, of a process that is
//! no more. Nothing else is ever taken away.
use super::replacement::maker_of;
use crate::asset::FilePath;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, open, statat, unlinkat};
use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use std::collections::HashSet;

/// The folders that were looked into.
#[derive(Debug, Default)]
pub struct Abandoned(HashSet<FilePath>);

impl Abandoned {
    /// Takes away what is abandoned in a folder, once a run. What cannot be taken away stays: it is in nobody's way.
    pub fn clear(&mut self, folder: &FilePath) {
        if self.0.insert(folder.clone()) {
            let _ = clear(folder);
        }
    }
}

fn clear(folder: &FilePath) -> Result<(), Errno> {
    let folder = open(folder.to_path(), OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    for entry in Dir::read_from(&folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if maker_of(name.to_bytes()).is_some_and(has_ended) {
            let stat = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?;
            if FileType::from_raw_mode(stat.st_mode).is_file() {
                unlinkat(&folder, name, AtFlags::empty())?;
            }
        }
    }
    Ok(())
}

/// Whether there is no process of this number. One of another machine, or of a container, that writes into the same folder
/// may be taken for dead: its write fails then, since what it wrote is gone before it has its name, and is left for later.
fn has_ended(process: i32) -> bool {
    Pid::from_raw(process).is_some_and(|process| test_kill_process(process) == Err(Errno::SRCH))
}

#[cfg(test)]
mod tests {
    use super::Abandoned;
    use crate::asset::FilePath;
    use std::fs;

    #[test]
    fn only_what_a_dead_damson_left_goes() {
        let folder = tempfile::tempdir().unwrap();
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        let dead = ended.id();
        ended.wait().unwrap();
        let own = std::process::id();
        let gone = [format!(".damson-{dead}-0.part"), format!(".damson-{dead}-17.part")];
        let stays = [
            format!(".damson-{own}-0.part"),
            format!(".damson-{dead}-0.jpg"),
            format!(".damson-{dead}-.part"),
            format!(".damson-{dead}.part"),
            format!(".damson--{dead}-0.part"),
            format!(".damson-+{dead}-0.part"),
            format!("damson-{dead}-0.part"),
            ".damson-0-0.part".to_owned(),
            ".damson-99999999999-0.part".to_owned(),
            "a.jpg".to_owned(),
        ];
        for name in gone.iter().chain(&stays) {
            fs::write(folder.path().join(name), b"bytes").unwrap();
        }
        fs::create_dir(folder.path().join(format!(".damson-{dead}-1.part"))).unwrap();
        Abandoned::default().clear(&FilePath::of(folder.path()));
        let is_there = |name: &&String| folder.path().join(name.as_str()).exists();
        assert_eq!(gone.iter().filter(is_there).count(), 0);
        assert_eq!(stays.iter().filter(is_there).count(), stays.len());
        assert!(folder.path().join(format!(".damson-{dead}-1.part")).is_dir());
    }
}
