//! The mark of a volume: a small file at its root with an id of its own, so that shares, cards and folders are recognised
//! wherever they are mounted. Whoever writes on a volume may have written its mark: it is read as untrusted input.
use crate::asset::{FilePath, Problem, ProblemKind};
use crate::librarian::arrival::{Arrived, Destination, unwritable};
use crate::librarian::file::unreadable;
use crate::walk::MARK;
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;

/// The most bytes of a mark that are read.
const MOST: u64 = 4_096;
/// The most characters of a name.
const LONGEST_NAME: usize = 64;
const FIRST_LINE: &str = "damson volume 1";

/// A mark that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its UUID (RFC 9562), in lower case.
    pub id: String,
    /// What the volume may be called.
    pub name: Option<String>,
    /// The file's device and inode: one file that is seen at two places is one mark.
    pub file: (u64, u64),
}

impl Mark {
    /// The identity of the volume that it marks.
    pub fn identity(&self) -> String {
        format!("{PREFIX}{}", self.id)
    }
}

/// What identities of marked volumes begin with.
pub const PREFIX: &str = "marker:";

/// The mark in a folder, if there is one that can be read.
///
/// # Errors
/// A file of that name that is no mark: a link, not an ordinary file, too long, or not written as one.
pub fn read(folder: &FilePath) -> Result<Option<Mark>, Problem> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = match open(folder.join(MARK).to_path(), flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(Errno::NOENT | Errno::NOTDIR) => return Ok(None),
        Err(Errno::LOOP) => return Err(Problem::new(ProblemKind::Symlink, "it is a symbolic link")),
        Err(errno) => return Err(unreadable(&errno.into())),
    };
    let metadata = file.metadata().map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        return Err(Problem::new(ProblemKind::Special, "it is not an ordinary file"));
    }
    let mut text = String::new();
    let is_whole = metadata.len() <= MOST && file.take(MOST).read_to_string(&mut text).is_ok();
    let (id, name) = Some(text)
        .filter(|_| is_whole)
        .and_then(|text| parse(&text))
        .ok_or_else(|| Problem::new(ProblemKind::Malformed, "it is not written as a volume's mark"))?;
    Ok(Some(Mark { id, name, file: (metadata.dev(), metadata.ino()) }))
}

fn parse(text: &str) -> Option<(String, Option<String>)> {
    let mut lines = text.lines();
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let id = lines.next()?.strip_prefix("id ").filter(|id| is_uuid(id))?.to_owned();
    let name = lines.next().and_then(|line| line.strip_prefix("name ")).filter(|name| is_name(name));
    Some((id, name.map(str::to_owned)))
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let is_hexadecimal = |group: &&str| group.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(is_hexadecimal)
}

/// Whether a text can be a volume's name.
pub fn is_name(text: &str) -> bool {
    text.trim() == text && !text.is_empty() && text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control)
}

/// Marks a folder: written beside, synced, read back, renamed without replacing. Gives the mark's id.
///
/// # Errors
/// `Unwritable`; `Refused` where a mark came to be there meanwhile.
pub fn write(folder: &FilePath, name: &str) -> Result<Mark, Problem> {
    let id = random_uuid().map_err(|error| unwritable(&error))?;
    let text = format!(
        "{FIRST_LINE}\nid {id}\nname {name}\n\nBy this file damson knows this volume wherever it is mounted. \
         Keep it, and do not copy it to another.\n"
    );
    let mut destination = Destination::open(folder).map_err(|error| unwritable(&error))?;
    let fill = &mut |file: &mut File| file.write_all(text.as_bytes()).map_err(|error| unwritable(&error));
    let written = destination.write(MARK, None, fill)?;
    if let Arrived::Taken(written) = destination.place(written)? {
        written.discard();
        return Err(Problem::new(ProblemKind::Refused, "it has a mark already"));
    }
    read(folder)?.ok_or_else(|| Problem::new(ProblemKind::Vanished, "the mark is gone"))
}

/// A random UUID (RFC 9562, version 4).
fn random_uuid() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let number = u128::from_be_bytes(bytes) & !(0xf << 76 | 0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let digits = format!("{number:032x}");
    let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::{is_uuid, parse, random_uuid, read, write};
    use crate::asset::{FilePath, ProblemKind};
    use crate::walk::MARK;
    use std::fs;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    const ID: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

    #[test]
    fn a_mark_is_read_as_it_was_written_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = FilePath::of(folder.path());
        assert_eq!(read(&path), Ok(None));
        let mark = write(&path, "NAS photos").unwrap();
        assert_eq!((read(&path), mark.name.as_deref()), (Ok(Some(mark.clone())), Some("NAS photos")));
        assert_eq!(write(&path, "other").unwrap_err().kind, ProblemKind::Refused);
        assert_eq!(read(&path), Ok(Some(mark)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_no_mark_is_not_taken_for_one() {
        let text = |lines: &str| parse(lines);
        assert_eq!(text(&format!("damson volume 1\nid {ID}\n")), Some((ID.to_owned(), None)));
        assert_eq!(text(&format!("damson volume 1\nid {ID}\nname a\u{1b}[2J\n")), Some((ID.to_owned(), None)));
        for lines in ["", "damson volume 1", "damson volume 1\nid ../../etc\n", "damson volume 2\nid x\n"] {
            assert_eq!(text(lines), None, "{lines:?}");
        }
        assert!(is_uuid(&random_uuid().unwrap()));
    }

    #[test]
    fn links_fifos_and_endless_files_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mark) = (FilePath::of(folder.path()), folder.path().join(std::ffi::OsStr::from_bytes(MARK)));
        let kind = || read(&path).unwrap_err().kind;
        symlink("/dev/zero", &mark).unwrap();
        assert_eq!(kind(), ProblemKind::Symlink);
        fs::remove_file(&mark).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &mark,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        assert_eq!(kind(), ProblemKind::Special);
        fs::remove_file(&mark).unwrap();
        fs::write(&mark, format!("damson volume 1\nid {ID}\n{}", "x".repeat(5_000))).unwrap();
        assert_eq!(kind(), ProblemKind::Malformed);
        fs::write(&mark, b"damson volume 1\nid \xff\n").unwrap();
        assert_eq!(kind(), ProblemKind::Malformed);
        fs::remove_file(&mark).unwrap();
        fs::create_dir(&mark).unwrap();
        assert_eq!(kind(), ProblemKind::Special);
    }
}
