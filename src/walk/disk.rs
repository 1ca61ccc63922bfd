//! What tells one disk's file system from another's: its UUID and its label, as udev found them, and where nobody looked,
//! the number that the file system itself gives (statfs(2), `f_fsid`).
use super::mountinfo::Line;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The UUIDs and labels of this machine's disks, by the device they are on.
#[derive(Default)]
pub(super) struct Disks {
    pub uuids: HashMap<u64, String>,
    pub labels: HashMap<u64, String>,
}

impl Disks {
    /// Asks udev's folders; where they are not there, nothing is known.
    pub fn read() -> Disks {
        Disks { uuids: links(Path::new("/dev/disk/by-uuid")), labels: links(Path::new("/dev/disk/by-label")) }
    }

    pub fn uuid(&self, line: &Line) -> Option<&String> {
        of(&self.uuids, line)
    }

    pub fn label(&self, line: &Line) -> Option<&String> {
        of(&self.labels, line)
    }
}

fn links(folder: &Path) -> HashMap<u64, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let device = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.rdev());
    let named = |entry: fs::DirEntry| Some((device(&entry.path())?, plain(entry.file_name().as_bytes())?));
    entries.filter_map(named).collect()
}

/// By the mount's own device number, else by its source's: btrfs shows a number that is no device's.
fn of<'d>(known: &'d HashMap<u64, String>, line: &Line) -> Option<&'d String> {
    let of_source = || Some(fs::metadata(OsStr::from_bytes(&line.source)).ok()?.rdev());
    known.get(&line.device).or_else(|| if line.is_device() { known.get(&of_source()?) } else { None })
}

/// A name as udev writes it, which gives what may not stand in a file's name as `\x20`.
fn plain(name: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, after @ ..] = rest {
        let escape = rest.first_chunk::<4>().and_then(hexadecimal);
        bytes.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &rest[4..] } else { after };
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(escape: &[u8; 4]) -> Option<u8> {
    let digits = escape.strip_prefix(br"\x")?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// The number by which a file system tells itself from others, where it is made of its UUID: ext2 to ext4 and btrfs. Those
/// of others are made of the device's number, which says nothing of what is on it.
pub(super) fn own_number(line: &Line) -> Option<String> {
    if !line.is_device() || !matches!(line.kind.as_str(), "ext2" | "ext3" | "ext4" | "btrfs") {
        return None;
    }
    let told = rustix::fs::statvfs(OsStr::from_bytes(&line.mount_point)).ok()?;
    (told.f_fsid != 0).then(|| format!("fsid:{}:{:016x}", line.kind, told.f_fsid))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn labels_are_read_as_udev_writes_them() {
        let cases =
            [(r"EOS\x20CARD", Some("EOS CARD")), (r"a\x2fb", Some("a/b")), (r"\x", Some(r"\x")), (r"\xff", None)];
        for (written, label) in cases {
            assert_eq!(plain(written.as_bytes()).as_deref(), label, "{written}");
        }
    }
}
