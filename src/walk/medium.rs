//! Whether a device turns: a head that must be moved to each file wants them in another order than their names'.
use std::fs;

/// Whether the block device of this number (`st_dev`) is a rotating disk, as the kernel knows it (sysfs,
/// `queue/rotational`); no where it does not say: network shares, and file systems that span several devices. A virtual
/// disk says that it turns whatever lies below it (`virtio_blk`'s default), and is not believed.
pub fn is_rotating(device: u64) -> bool {
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let device = format!("/sys/dev/block/{major}:{minor}");
    // A partition has no queue of its own: its disk has, which it lies in.
    let disk = [format!("{device}/"), format!("{device}/../")]
        .into_iter()
        .find_map(|disk| Some((fs::read(format!("{disk}queue/rotational")).ok()?, disk)));
    let Some((word, disk)) = disk else { return false };
    let driver = fs::read_link(format!("{disk}device/driver"));
    says_so(&word) && !driver.is_ok_and(|driver| driver.ends_with("virtio_blk"))
}

fn says_so(word: &[u8]) -> bool {
    word.trim_ascii() == b"1"
}

#[cfg(test)]
mod tests {
    use super::{is_rotating, says_so};

    #[test]
    fn only_what_the_kernel_says_turns_does() {
        assert!(says_so(b"1\n"));
        assert!(!says_so(b"0\n") && !says_so(b""));
        assert!(!is_rotating(rustix::fs::makedev(0, 1)), "no device has the number 0:1");
    }
}
