//! Whether a file lies on a file system that several machines may write to: there SQLite's write-ahead log, which two
//! processes share through memory, loses data without a word. It opens no catalogue.
use crate::catalog::CatalogError;
use std::path::Path;

/// Kinds of file systems (statfs(2), `linux/magic.h`) that are shared between machines.
const SHARED: &[(u32, &str)] = &[
    (0x6969, "NFS"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB"),
    (0x517B, "SMB"),
    (0x0102_1997, "9P"),
    (0x00C3_6400, "Ceph"),
    (0x0BD0_0BD0, "Lustre"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x564C, "NetWare"),
    (0x1983_0326, "BeeGFS"),
    (0x4750_4653, "GPFS"),
    (0xAAD7_AAEA, "PanFS"),
    (0x7461_636F, "OCFS2"),
    (0x0116_1970, "GFS2"),
    (0x786F_4256, "a virtual machine's shared folder"),
    (0xBACB_ACBC, "a virtual machine's shared folder"),
];
/// A file system served by a program: only its name in the mount table says which.
const FUSE: u32 = 0x6573_5546;
/// Programs that serve remote files, as `fuse.NAME` in the mount table.
const REMOTE: &[&str] = &[
    "sshfs",
    "rclone",
    "glusterfs",
    "ceph",
    "ceph-fuse",
    "s3fs",
    "goofys",
    "gcsfuse",
    "davfs",
    "davfs2",
    "curlftpfs",
    "smbnetfs",
    "fusesmb",
    "gvfsd-fuse",
    "juicefs",
    "moosefs",
    "mfs",
    "lizardfs",
    "seaweedfs",
    "cifs",
    "nfs",
    "afp",
    "gpfs",
    "hadoop",
    "kio-fuse",
    "vmhgfs-fuse",
    "prl_fsd",
    "blobfuse",
    "blobfuse2",
    "mount-s3",
];

/// Refuses a path on a network file system. The path, or the nearest folder above it that exists, is looked at.
pub(super) fn refuse(path: &Path) -> Result<(), CatalogError> {
    match path.ancestors().find_map(kind) {
        Some(Some(kind)) => Err(CatalogError::Network { path: path.display().to_string(), kind }),
        Some(None) | None => Ok(()),
    }
}

/// `None` where nothing can be learned: there is no such path.
#[cfg(target_os = "linux")]
fn kind(path: &Path) -> Option<Option<String>> {
    use std::os::unix::fs::MetadataExt;
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::unnecessary_cast)]
    let magic = rustix::fs::statfs(path).ok()?.f_type as u32;
    let mounts = || std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let device = std::fs::metadata(path).ok()?.dev();
    let device = format!("{}:{}", rustix::fs::major(device), rustix::fs::minor(device));
    Some(kind_of(magic, &device, mounts))
}

#[cfg(not(target_os = "linux"))]
fn kind(_: &Path) -> Option<Option<String>> {
    None
}

/// The name of a shared file system; `None` for one that is this machine's own.
fn kind_of(magic: u32, device: &str, mounts: impl Fn() -> String) -> Option<String> {
    if magic != FUSE {
        return SHARED.iter().find(|(shared, _)| *shared == magic).map(|(_, name)| (*name).to_owned());
    }
    // proc(5): ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [TAGS] - TYPE SOURCE OPTIONS
    let mounts = mounts();
    let mount = mounts.lines().find(|line| line.split(' ').nth(2) == Some(device))?;
    let kind = mount.split_once(" - ")?.1.split(' ').next()?;
    let program = kind.strip_prefix("fuse.").unwrap_or(kind);
    REMOTE.contains(&program).then(|| program.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{FUSE, kind_of};

    #[test]
    fn file_systems_that_machines_share_are_named() {
        for (magic, name) in [(0x6969, "NFS"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB"), (0x0102_1997, "9P")] {
            assert_eq!(kind_of(magic, "0:1", String::new).as_deref(), Some(name));
        }
        let (ext4, tmpfs) = (0xEF53, 0x0102_1994);
        assert_eq!([ext4, tmpfs].map(|magic| kind_of(magic, "8:1", String::new)), [None, None]);
    }

    #[test]
    fn a_file_system_in_user_space_is_refused_by_the_name_of_its_program() {
        let mounts = || {
            "36 35 0:49 / /mnt/far rw,nosuid - fuse.sshfs me@far:/ rw\n\
             37 35 0:50 / /mnt/card rw shared:5 - fuseblk /dev/sdb1 rw\n"
                .to_owned()
        };
        assert_eq!(kind_of(FUSE, "0:49", mounts).as_deref(), Some("sshfs"));
        assert_eq!(kind_of(FUSE, "0:50", mounts), None);
        assert_eq!(kind_of(FUSE, "0:51", mounts), None);
    }
}
