//! Which volume a path lies on, from the system's table of mounts. It only observes: what a volume is called, and whether it
//! was there yesterday, the catalogue knows.
use super::disk::{self, Disks};
use super::mountinfo::{Line, is_of_the_system};
use super::path::below;
use crate::asset::FilePath;
use std::fs;
use std::io;

/// A file system at the place where it is mounted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where; absolute.
    pub mount_point: FilePath,
    /// What tells it from others wherever it is mounted: `uuid:...` where udev knows the file system's, `fsid:KIND:...`
    /// where the file system gives a number of its own, else `source:KIND:SOURCE` for devices and shares, else
    /// `mount:PATH`. Where only a subtree is mounted (a bind mount, a btrfs subvolume), `#SUBTREE` follows.
    pub identity: String,
    /// Another identity by which it may have become known: the device, where it has a number.
    pub other_identity: Option<String>,
    /// What it may be called: its label, else the mount point's last component, `root` for `/`.
    pub name: String,
    /// Whether other machines may write to it, so that locks and shared memory cannot be relied on.
    pub is_network: bool,
    /// Whether it is the system's own and holds nobody's files: `proc`, `sysfs` ...
    pub is_of_the_system: bool,
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
            Ok(table) => Ok(Mounts::parse(&table, &Disks::read(), &disk::own_number)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Mounts::of_table(b"")),
            Err(error) => Err(error),
        }
    }

    /// The mounts of a table, on disks of which nothing else is known.
    pub fn of_table(table: &[u8]) -> Mounts {
        Mounts::parse(table, &Disks::default(), &|_| None)
    }

    fn parse(table: &[u8], disks: &Disks, number: &dyn Fn(&Line) -> Option<String>) -> Mounts {
        let mut lines: Vec<Line> = Vec::new();
        for line in table.split(|byte| *byte == b'\n').filter_map(Line::parse) {
            lines.retain(|other| other.mount_point != line.mount_point);
            lines.push(line);
        }
        let mut mounts: Vec<Mount> = lines.iter().map(|line| mount(line, disks, number)).collect();
        tell_clones_apart(&lines, &mut mounts);
        let root = FilePath(b"/".to_vec());
        if !mounts.iter().any(|mount| mount.mount_point == root) {
            let (identity, name) = ("mount:/".to_owned(), "root".to_owned());
            let (is_network, is_of_the_system, kind) = (false, false, "unknown".to_owned());
            let other_identity = None;
            mounts.push(Mount {
                mount_point: root,
                identity,
                other_identity,
                name,
                is_network,
                is_of_the_system,
                kind,
            });
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
        let is_it = |mount: &&Mount| mount.identity == identity || mount.other_identity.as_deref() == Some(identity);
        self.mounts.iter().rev().find(is_it)
    }

    /// Where what has this identity is now: a mount's point, or, for a subtree that is not mounted by itself, the place in
    /// the file system around it, whether or not anything is there.
    pub fn place(&self, identity: &str) -> Option<FilePath> {
        let subtree = |mount: &Mount| {
            let rest = identity.strip_prefix(mount.identity.as_str())?;
            // Of a mount that is a subtree itself, what is deeper.
            let inside = if mount.identity.contains('#') { rest } else { rest.strip_prefix('#')? };
            let place =
                mount.mount_point.join(inside.strip_prefix('/').filter(|inside| !inside.is_empty())?.as_bytes());
            (self.of(&place) == mount).then_some(place)
        };
        let whole = self.find(identity).map(|mount| mount.mount_point.clone());
        whole.or_else(|| self.mounts.iter().rev().find_map(subtree))
    }

    /// The identity of a folder as a volume of its own: its mount's, and what of it the folder is. `None` where its path is
    /// no text.
    pub fn identity_of(&self, folder: &FilePath) -> Option<String> {
        let mount = self.of(folder);
        let inside = std::str::from_utf8(below(folder, &mount.mount_point)?).ok()?;
        let hash = if mount.identity.contains('#') { "" } else { "#" };
        Some(if inside.is_empty() { mount.identity.clone() } else { format!("{}{hash}/{inside}", mount.identity) })
    }

    /// All of them, longest mount point first.
    pub fn iter(&self) -> impl Iterator<Item = &Mount> {
        self.mounts.iter()
    }
}

fn mount(line: &Line, disks: &Disks, number: &dyn Fn(&Line) -> Option<String>) -> Mount {
    let of_subtree = |mut identity: String| {
        if line.subtree != b"/" {
            identity += &format!("#{}", String::from_utf8_lossy(&line.subtree));
        }
        identity
    };
    let uuid = disks.uuid(line).map(|uuid| format!("uuid:{uuid}"));
    let is_numbered = uuid.is_none();
    let number = number(line).filter(|_| is_numbered);
    let other_identity = number.is_some().then(|| of_subtree(source(line)));
    let identity = of_subtree(uuid.or(number).unwrap_or_else(|| source(line)));
    let mount_point = FilePath(line.mount_point.clone());
    let is_plain = |label: &&String| !label.trim().is_empty() && !label.contains(char::is_control);
    let label = disks.label(line).filter(|_| line.subtree == b"/").filter(is_plain);
    let name = match String::from_utf8_lossy(mount_point.name()) {
        _ if label.is_some() => label.cloned().unwrap_or_default(),
        name if name.is_empty() => "root".to_owned(),
        name => name.into_owned(),
    };
    let (is_network, is_of_the_system, kind) = (line.is_network(), is_of_the_system(&line.kind), line.kind.clone());
    Mount { mount_point, identity, other_identity, name, is_network, is_of_the_system, kind }
}

/// Sources such as `tmpfs`, `overlay` and `none` are the same for every mount, so only the place is left.
fn source(line: &Line) -> String {
    if line.is_device() || line.is_share() {
        return format!("source:{}:{}", line.kind, String::from_utf8_lossy(&line.source));
    }
    format!("mount:{}", String::from_utf8_lossy(&line.mount_point))
}

/// A disk that was copied block by block has the UUID of the other. The first that was mounted keeps it; the second is known
/// by its device.
fn tell_clones_apart(lines: &[Line], mounts: &mut [Mount]) {
    for at in 0..lines.len() {
        let is_clone = (0..at).any(|first| {
            mounts[first].identity == mounts[at].identity
                && lines[first].device != lines[at].device
                && lines[first].source != lines[at].source
        });
        if is_clone && lines[at].is_device() {
            mounts[at].identity = source(&lines[at]);
            mounts[at].other_identity = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Disks, Mounts};
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
32 22 8:33 / /mnt/old rw - ext4 /dev/sdc1 rw
33 22 8:65 / /mnt/clone rw - ext4 /dev/sde1 rw
not a line
";

    fn mounts() -> Mounts {
        let uuids = [(makedev(254, 1), "1111-2222".to_owned()), (makedev(8, 17), "ABCD-EF01".to_owned())];
        let labels = [(makedev(8, 17), "EOS CARD".to_owned())];
        let disks = Disks { uuids: uuids.into_iter().collect(), labels: labels.into_iter().collect() };
        Mounts::parse(TABLE, &disks, &|line| {
            (line.source == b"/dev/sdc1" || line.source == b"/dev/sde1").then(|| "fsid:ext4:00ff".to_owned())
        })
    }

    fn of<'a>(mounts: &'a Mounts, path: &str) -> &'a super::Mount {
        mounts.of(&FilePath(path.as_bytes().to_vec()))
    }

    #[test]
    fn a_path_lies_on_the_nearest_mount_above_it() {
        let cases = [
            ("/home/me/a.jpg", "/", "root", "uuid:1111-2222"),
            ("/media/card 1/DCIM/a.jpg", "/media/card 1", "EOS CARD", "uuid:ABCD-EF01"),
            ("/media/card 1", "/media/card 1", "EOS CARD", "uuid:ABCD-EF01"),
            ("/media/card 12/a.jpg", "/", "root", "uuid:1111-2222"),
            ("/mnt/nas/a", "/mnt/nas", "nas", "source:nfs4:nas:/export"),
            ("/mnt/desk/a", "/mnt/desk", "desk", "source:cifs://desk/pictures"),
            ("/scratch/a", "/scratch", "scratch", "mount:/scratch"),
            ("/mnt/mine/a", "/mnt/mine", "mine", "uuid:1111-2222#/home/me"),
            ("/mnt/over/a", "/mnt/over", "over", "source:xfs:/dev/sdd1"),
            ("/mnt/old/a", "/mnt/old", "old", "fsid:ext4:00ff"),
            ("/mnt/clone/a", "/mnt/clone", "clone", "source:ext4:/dev/sde1"),
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
    fn a_disk_that_was_known_by_its_device_is_the_one_with_the_number() {
        let mounts = mounts();
        assert_eq!(mounts.find("source:ext4:/dev/sdc1").map(|mount| mount.name.as_str()), Some("old"));
        assert_eq!(mounts.find("source:ext4:/dev/vda1"), None, "that one has a UUID");
    }

    #[test]
    fn a_folder_of_a_file_system_is_found_wherever_that_is_mounted() {
        let mounts = mounts();
        let place = |identity: &str| mounts.place(identity).map(|place| place.lossy());
        for (folder, identity, found) in [
            ("/srv/photos", "uuid:1111-2222#/srv/photos", "/srv/photos"),
            ("/media/card 1/DCIM", "uuid:ABCD-EF01#/DCIM", "/media/card 1/DCIM"),
            ("/mnt/mine/a", "uuid:1111-2222#/home/me/a", "/home/me/a"),
            ("/mnt/mine", "uuid:1111-2222#/home/me", "/mnt/mine"),
            ("/", "uuid:1111-2222", "/"),
        ] {
            assert_eq!(mounts.identity_of(&FilePath(folder.into())).as_deref(), Some(identity));
            assert_eq!(place(identity).as_deref(), Some(found), "{identity}");
        }
        assert_eq!(place("uuid:9999#/a"), None);
        assert_eq!(place("uuid:1111-2222#/mnt/nas/a"), None, "another file system lies there");
    }

    #[test]
    fn without_a_table_everything_is_one_volume() {
        let mounts = Mounts::of_table(b"");
        assert_eq!(of(&mounts, "/any/where").identity, "mount:/");
        assert_eq!(of(&mounts, "/any/where").name, "root");
    }

    #[test]
    fn the_system_itself_has_a_root() {
        let mounts = Mounts::read().unwrap();
        assert!(mounts.iter().any(|mount| mount.mount_point.0 == b"/"));
    }
}
