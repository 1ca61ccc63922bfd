//! What the kernel knows of a device: whether it turns, for a head that must be moved to each file wants them in another order
//! than their names'; and whether it is made to be taken away.
use std::fs;
use std::path::Path;

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

/// Whether the block device of this number can be pulled out: the kernel calls its disk removable, or it hangs on USB, FireWire
/// or a card slot (sysfs: `removable`, and the names in the device's own path). No where it does not say.
pub fn is_removable(device: u64) -> bool {
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let Ok(path) = fs::canonicalize(format!("/sys/dev/block/{major}:{minor}")) else { return false };
    let disks = [Some(path.as_path()), path.parent()].into_iter().flatten();
    let is_called = disks.into_iter().any(|disk| fs::read(disk.join("removable")).is_ok_and(|word| says_so(&word)));
    is_called || hangs_outside(&path)
}

fn hangs_outside(path: &Path) -> bool {
    let names = path.iter().filter_map(|name| name.to_str());
    let is_port = |name: &str| {
        let number = ["usb", "mmc", "fw"].into_iter().find_map(|kind| name.strip_prefix(kind));
        number.is_some_and(|number| number.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    names.into_iter().any(is_port)
}

fn says_so(word: &[u8]) -> bool {
    word.trim_ascii() == b"1"
}

#[cfg(test)]
mod tests {
    use super::{hangs_outside, is_removable, is_rotating, says_so};
    use std::path::Path;

    #[test]
    fn only_what_the_kernel_says_turns_does() {
        assert!(says_so(b"1\n"));
        assert!(!says_so(b"0\n") && !says_so(b""));
        assert!(!is_rotating(rustix::fs::makedev(0, 1)), "no device has the number 0:1");
    }

    #[test]
    fn what_hangs_on_a_port_can_be_pulled_out() {
        let usb = "/sys/devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb/sdb1";
        let card = "/sys/devices/pci0000:00/0000:00:1a.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0/mmcblk0p1";
        let disk = "/sys/devices/pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda/sda1";
        assert!(hangs_outside(Path::new(usb)) && hangs_outside(Path::new(card)));
        assert!(!hangs_outside(Path::new(disk)));
        assert!(!is_removable(rustix::fs::makedev(0, 1)), "no device has the number 0:1");
    }
}
