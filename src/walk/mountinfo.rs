//! Lines of the system's table of mounts (`/proc/self/mountinfo`, proc(5)).

/// The fields of a line that matter here.
pub(super) struct Line {
    /// The device's number.
    pub device: u64,
    /// What of the file system is mounted; `/` for all of it.
    pub subtree: Vec<u8>,
    /// Where; absolute.
    pub mount_point: Vec<u8>,
    /// The file system, as the kernel calls it.
    pub kind: String,
    /// What is mounted: a device, a share, or a word.
    pub source: Vec<u8>,
}

impl Line {
    /// `36 35 98:0 /subtree /mount/point options optional ... - kind source options`
    pub fn parse(line: &[u8]) -> Option<Line> {
        let mut fields = line.split(|byte| *byte == b' ');
        let (major, minor) = std::str::from_utf8(fields.nth(2)?).ok()?.split_once(':')?;
        let device = rustix::fs::makedev(major.parse().ok()?, minor.parse().ok()?);
        let (subtree, mount_point) = (unescaped(fields.next()?), unescaped(fields.next()?));
        let mut last = fields.skip_while(|field| *field != b"-").skip(1);
        let kind = String::from_utf8_lossy(&unescaped(last.next()?)).into_owned();
        let source = unescaped(last.next()?);
        mount_point.starts_with(b"/").then_some(Line { device, subtree, mount_point, kind, source })
    }

    /// Whether it is a device of this machine.
    pub fn is_device(&self) -> bool {
        self.source.starts_with(b"/dev/")
    }

    /// `host:/path`, `user@host:path` or `//host/share`.
    pub fn is_share(&self) -> bool {
        self.source.starts_with(b"//") || (self.source.contains(&b':') && !self.source.starts_with(b"/"))
    }

    /// By the kernel's name; a FUSE file system that is not known by name, by its source.
    pub fn is_network(&self) -> bool {
        let fuse = self.kind.strip_prefix("fuse.");
        NETWORK.contains(&fuse.unwrap_or(&self.kind)) || (self.kind.starts_with("fuse") && self.is_share())
    }
}

/// Whether file systems of a kind hold nobody's files: what the kernel shows of itself, and what mounts others on touch.
pub(super) fn is_of_the_system(kind: &str) -> bool {
    SYSTEM.contains(&kind) || kind.starts_with("cgroup")
}

const SYSTEM: &[&str] = &[
    "autofs",
    "binfmt_misc",
    "bpf",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fuse.gvfsd-fuse",
    "fuse.portal",
    "fusectl",
    "hugetlbfs",
    "mqueue",
    "nsfs",
    "proc",
    "pstore",
    "rpc_pipefs",
    "securityfs",
    "selinuxfs",
    "sysfs",
    "tracefs",
];

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
pub(super) fn unescaped(field: &[u8]) -> Vec<u8> {
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
    use super::unescaped;

    #[test]
    fn only_whole_octal_escapes_are_undone() {
        assert_eq!(unescaped(br"a\040b\134\011"), b"a b\\\t");
        assert_eq!(unescaped(br"a\04\999\"), br"a\04\999\");
    }
}
