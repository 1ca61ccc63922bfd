//! Which volume a path lies on, from the system's table of mounts (`/proc/self/mountinfo`, proc(5)). It only observes:
//! what a volume is called, and whether it was there yesterday, the catalogue knows.
use super::path::below;
use crate::asset::FilePath;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A file system at the place where it is mounted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where; absolute.
    pub mount_point: FilePath,
    /// What tells it from others wherever it is mounted: `uuid:...` where the file system has one, else
    /// `source:KIND:SOURCE` for devices and shares, else `mount:PATH`. Where only a subtree is mounted (a bind mount,
    /// a btrfs subvolume), `#SUBTREE` follows.
    pub identity: String,
    /// What it may be called: the mount point's last component, `root` for `/`.
    pub name: String,
    /// Whether other machines may write to it, so that locks and shared memory cannot be relied on.
    pub is_network: bool,
    /// The file system, as the kernel calls it: `ext4`, `nfs4`, `fuse.sshfs` ...
    pub kind: String,
}

/// Every mount there is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mounts {
    /// Longest mount point first; of several at one point the last mounted, which hides the others. The last is `/`.
    mounts: Vec<Mount>,
}

impl Mounts {
    /// Reads the system's table. Where there is none (systems other than Linux), everything is one volume at `/`.
    ///
    /// # Errors
    /// What the system says when the table is there and cannot be read.
    pub fn read() -> io::Result<Mounts> {
        match fs::read("/proc/self/mountinfo") {
            Ok(table) => Ok(Mounts::parse(&table, &Uuids::read())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Mounts::parse(b"", &Uuids::default())),
            Err(error) => Err(error),
        }
    }

    fn parse(table: &[u8], uuids: &Uuids) -> Mounts {
        let mut mounts: Vec<Mount> = Vec::new();
        let lines = table.split(|byte| *byte == b'\n').filter_map(Line::parse);
        for mount in lines.map(|line| line.mount(uuids)) {
            mounts.retain(|other| other.mount_point != mount.mount_point);
            mounts.push(mount);
        }
        let root = FilePath(b"/".to_vec());
        if !mounts.iter().any(|mount| mount.mount_point == root) {
            let (identity, name) = ("mount:/".to_owned(), "root".to_owned());
            mounts.push(Mount { mount_point: root, identity, name, is_network: false, kind: "unknown".to_owned() });
        }
        mounts.sort_by_key(|mount| std::cmp::Reverse(mount.mount_point.0.len()));
        Mounts { mounts }
    }

    /// The mount that an absolute path lies on, whether or not anything is there. The path's words decide: resolve
    /// links first where they matter.
    pub fn of(&self, path: &FilePath) -> &Mount {
        let around = self.mounts.iter().find(|mount| below(path, &mount.mount_point).is_some());
        around.unwrap_or(&self.mounts[self.mounts.len() - 1])
    }

    /// The mount with this identity, the one nearest to the root if it is mounted more than once.
    pub fn find(&self, identity: &str) -> Option<&Mount> {
        self.mounts.iter().rev().find(|mount| mount.identity == identity)
    }

    /// All of them, longest mount point first.
    pub fn iter(&self) -> impl Iterator<Item = &Mount> {
        self.mounts.iter()
    }
}

/// The UUIDs that udev found, by the device they are on.
#[derive(Default)]
struct Uuids(HashMap<u64, String>);

impl Uuids {
    fn read() -> Uuids {
        let entries = fs::read_dir("/dev/disk/by-uuid").into_iter().flatten().flatten();
        let device = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.rdev());
        let named = |entry: fs::DirEntry| Some((device(&entry.path())?, entry.file_name().into_string().ok()?));
        Uuids(entries.filter_map(named).collect())
    }

    /// By the mount's own device number, else by its source's: btrfs shows a number that is no device's.
    fn of(&self, line: &Line) -> Option<&String> {
        let of_source = || Some(fs::metadata(OsStr::from_bytes(&line.source)).ok()?.rdev());
        self.0.get(&line.device).or_else(|| if line.is_device() { self.0.get(&of_source()?) } else { None })
    }
}

/// The fields of a line that matter here.
struct Line {
    device: u64,
    subtree: Vec<u8>,
    mount_point: Vec<u8>,
    kind: String,
    source: Vec<u8>,
}

impl Line {
    /// `36 35 98:0 /subtree /mount/point options optional ... - kind source options`
    fn parse(line: &[u8]) -> Option<Line> {
        let mut fields = line.split(|byte| *byte == b' ');
        let (major, minor) = std::str::from_utf8(fields.nth(2)?).ok()?.split_once(':')?;
        let device = rustix::fs::makedev(major.parse().ok()?, minor.parse().ok()?);
        let (subtree, mount_point) = (unescaped(fields.next()?), unescaped(fields.next()?));
        let mut last = fields.skip_while(|field| *field != b"-").skip(1);
        let kind = String::from_utf8_lossy(&unescaped(last.next()?)).into_owned();
        let source = unescaped(last.next()?);
        mount_point.starts_with(b"/").then_some(Line { device, subtree, mount_point, kind, source })
    }

    fn mount(self, uuids: &Uuids) -> Mount {
        let (is_network, mut identity) = (self.is_network(), self.identity(uuids));
        if self.subtree != b"/" {
            identity += &format!("#{}", String::from_utf8_lossy(&self.subtree));
        }
        let mount_point = FilePath(self.mount_point);
        let name = match String::from_utf8_lossy(mount_point.name()) {
            name if name.is_empty() => "root".to_owned(),
            name => name.into_owned(),
        };
        Mount { mount_point, identity, name, is_network, kind: self.kind }
    }

    fn identity(&self, uuids: &Uuids) -> String {
        if let Some(uuid) = uuids.of(self) {
            return format!("uuid:{uuid}");
        }
        // Sources such as `tmpfs`, `overlay` and `none` are the same for every mount, so only the place is left.
        if self.is_device() || self.is_share() {
            return format!("source:{}:{}", self.kind, String::from_utf8_lossy(&self.source));
        }
        format!("mount:{}", String::from_utf8_lossy(&self.mount_point))
    }

    fn is_device(&self) -> bool {
        self.source.starts_with(b"/dev/")
    }

    /// `host:/path`, `user@host:path` or `//host/share`.
    fn is_share(&self) -> bool {
        self.source.starts_with(b"//") || (self.source.contains(&b':') && !self.source.starts_with(b"/"))
    }

    /// By the kernel's name; a FUSE file system that is not known by name, by its source.
    fn is_network(&self) -> bool {
        let fuse = self.kind.strip_prefix("fuse.");
        NETWORK.contains(&fuse.unwrap_or(&self.kind)) || (self.kind.starts_with("fuse") && self.is_share())
    }
}

/// File systems that other machines write to as well.
const NETWORK: &[&str] = &[
    "9p",
    "acfs",
    "afs",
    "beegfs",
    "ceph",
    "ceph-fuse",
    "cifs",
    "coda",
    "davfs",
    "davfs2",
    "gcsfuse",
    "gfs2",
    "glusterfs",
    "gpfs",
    "juicefs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "orangefs",
    "pvfs2",
    "rclone",
    "s3fs",
    "smb2",
    "smb3",
    "smbfs",
    "sshfs",
    "vboxsf",
    "vmhgfs",
    "vmhgfs-fuse",
];

/// Space, tab, newline and backslash come as three octal digits: `\040` and so on.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let [first, after @ ..] = rest {
        let escape = after.first_chunk::<3>().filter(|_| *first == b'\\').and_then(octal);
        bytes.push(escape.unwrap_or(*first));
        rest = if escape.is_some() { &after[3..] } else { after };
    }
    bytes
}

fn octal(digits: &[u8; 3]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::{Mounts, Uuids, unescaped};
    use crate::asset::FilePath;
    use rustix::fs::makedev;

    const TABLE: &[u8] = br"22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
23 22 0:21 / /proc rw - proc proc rw
24 22 8:17 / /media/card\0401 rw - vfat /dev/sdb1 rw
25 22 0:40 / /mnt/nas rw - nfs4 nas:/export rw
26 22 0:41 / /mnt/desk rw - cifs //desk/pictures rw
27 22 0:42 / /mnt/far rw - fuse.sshfs me@far:pictures rw
28 22 0:43 / /scratch rw - tmpfs tmpfs rw
29 22 254:1 /home/me /mnt/mine rw - ext4 /dev/vda1 rw
30 22 8:33 / /mnt/over rw - ext4 /dev/sdc1 rw
31 22 8:49 / /mnt/over rw - xfs /dev/sdd1 rw
not a line
";

    fn mounts() -> Mounts {
        let uuids = [(makedev(254, 1), "1111-2222".to_owned()), (makedev(8, 17), "ABCD-EF01".to_owned())];
        Mounts::parse(TABLE, &Uuids(uuids.into_iter().collect()))
    }

    fn of<'a>(mounts: &'a Mounts, path: &str) -> &'a super::Mount {
        mounts.of(&FilePath(path.as_bytes().to_vec()))
    }

    #[test]
    fn a_path_lies_on_the_nearest_mount_above_it() {
        let cases = [
            ("/home/me/a.jpg", "/", "root", "uuid:1111-2222"),
            ("/media/card 1/DCIM/a.jpg", "/media/card 1", "card 1", "uuid:ABCD-EF01"),
            ("/media/card 1", "/media/card 1", "card 1", "uuid:ABCD-EF01"),
            ("/media/card 12/a.jpg", "/", "root", "uuid:1111-2222"),
            ("/mnt/nas/a", "/mnt/nas", "nas", "source:nfs4:nas:/export"),
            ("/mnt/desk/a", "/mnt/desk", "desk", "source:cifs://desk/pictures"),
            ("/scratch/a", "/scratch", "scratch", "mount:/scratch"),
            ("/mnt/mine/a", "/mnt/mine", "mine", "uuid:1111-2222#/home/me"),
            ("/mnt/over/a", "/mnt/over", "over", "source:xfs:/dev/sdd1"),
            ("/", "/", "root", "uuid:1111-2222"),
        ];
        let mounts = mounts();
        for (path, point, name, identity) in cases {
            let mount = of(&mounts, path);
            assert_eq!((mount.mount_point.lossy().as_str(), mount.name.as_str()), (point, name), "{path}");
            assert_eq!(mount.identity, identity, "{path}");
            assert_eq!(mounts.find(identity), Some(mount), "{path}");
        }
        assert_eq!(mounts.find("uuid:gone"), None);
    }

    #[test]
    fn shares_are_known_as_network_file_systems() {
        let mounts = mounts();
        for (path, is_network) in
            [("/mnt/nas", true), ("/mnt/desk", true), ("/mnt/far", true), ("/scratch", false), ("/", false)]
        {
            assert_eq!(of(&mounts, path).is_network, is_network, "{path}");
        }
    }

    #[test]
    fn without_a_table_everything_is_one_volume() {
        let mounts = Mounts::parse(b"", &Uuids::default());
        assert_eq!(of(&mounts, "/any/where").identity, "mount:/");
        assert_eq!(of(&mounts, "/any/where").name, "root");
    }

    #[test]
    fn only_whole_octal_escapes_are_undone() {
        assert_eq!(unescaped(br"a\040b\134\011"), b"a b\\\t");
        assert_eq!(unescaped(br"a\04\999\"), br"a\04\999\");
    }

    #[test]
    fn the_system_itself_has_a_root() {
        let mounts = Mounts::read().unwrap();
        assert!(mounts.iter().any(|mount| mount.mount_point.0 == b"/"));
    }
}
