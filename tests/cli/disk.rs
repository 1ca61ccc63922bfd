//! A full disk: nothing is lost, it is said plainly, and the same command again completes the work once there is room.
use super::sample::{picture, plain};
use super::sandbox::{Sandbox, program, skipped};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small file system in memory, unmounted at the end.
struct Disk {
    at: PathBuf,
}

impl Disk {
    /// Of some kilobytes, mounted at a folder; none where this user may not mount.
    fn at(folder: PathBuf, kilobytes: u32) -> Option<Disk> {
        std::fs::create_dir_all(&folder).expect("folders can be made");
        let size = format!("size={kilobytes}k");
        let ended = Command::new(program("mount")?).args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).output();
        let is_mounted = ended.is_ok_and(|ended| ended.status.success());
        is_mounted.then_some(Disk { at: folder })
    }

    fn resize(&self, kilobytes: u32) {
        let ended = Command::new("mount").args(["-o", &format!("remount,size={kilobytes}k")]).arg(&self.at).status();
        assert!(ended.is_ok_and(|status| status.success()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

fn on(disk: &Path) -> [String; 2] {
    ["--catalog".to_owned(), disk.join("catalog.db").display().to_string()]
}

#[test]
fn a_catalogue_on_a_full_disk_keeps_what_it_has_and_says_so() {
    let sandbox = Sandbox::new();
    let Some(disk) = Disk::at(sandbox.at("disk"), 1024) else {
        return skipped("this user may not mount a file system");
    };
    for number in 0..3000 {
        sandbox.put(format!("lib/{:02}/{number}.txt", number % 10), format!("a text of its own: {number}\n"));
    }
    let catalog = on(&disk.at);
    let run = |words: &[&str]| sandbox.damson(words.iter().copied().chain(catalog.iter().map(String::as_str)));
    let full = run(&["ingest", "-q", "lib"]).fails_with(2);
    let _ = full.stderr_has("no space left").stderr_has("make room");
    let _ = run(&["search", "--count"]).ends();
    disk.resize(32 * 1024);
    let _ = run(&["ingest", "-q", "lib"]).ok();
    let _ = run(&["search", "--count"]).ok().stdout_is("3000\n");
    let _ = run(&["status", "--check"]).ok();
}

#[test]
fn a_change_that_does_not_fit_is_not_made_at_all() {
    let sandbox = Sandbox::new();
    let Some(disk) = Disk::at(sandbox.at("disk"), 16 * 1024) else {
        return skipped("this user may not mount a file system");
    };
    for number in 0..500 {
        sandbox.put(format!("lib/{number}.txt"), format!("a text of its own: {number}\n"));
    }
    let catalog = on(&disk.at);
    let run = |words: &[&str]| {
        sandbox.damson(
            words
                .iter()
                .copied()
                .take(1)
                .chain(catalog.iter().map(String::as_str))
                .chain(words.iter().copied().skip(1)),
        )
    };
    let _ = run(&["ingest", "-q", "lib"]).ok();
    // What is left is taken by somebody else.
    let mut filler = std::fs::File::create(disk.at.join("filler")).unwrap();
    while std::io::Write::write_all(&mut filler, &[0; 4096]).is_ok() {}
    drop(filler);
    let long = format!("description={}", "long words ".repeat(400));
    let tag = run(&["tag", "--all", &long]).fails_with(2);
    let _ = tag.stderr_has("no space left");
    std::fs::remove_file(disk.at.join("filler")).unwrap();
    let _ = run(&["search", "--count", "has:description"]).ok().stdout_is("0\n");
    let _ = run(&["tag", "--all", "title=Fits"]).ok();
    let _ = run(&["search", "--count", "title:Fits"]).ok().stdout_is("500\n");
    let _ = run(&["status", "--check"]).ok();
}

#[test]
fn an_export_to_a_full_disk_leaves_whole_files_alone_and_completes_when_there_is_room() {
    let sandbox = Sandbox::new();
    let Some(disk) = Disk::at(sandbox.at("disk"), 512) else {
        return skipped("this user may not mount a file system");
    };
    for number in 0..6 {
        sandbox.put(format!("lib/{number}.png"), super::maker::Picture::new(256, 160).noise(number).png());
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let to = disk.at.join("out");
    let export = || sandbox.damson(["export", "--all", "--format", "ndjson", "--to", to.to_str().unwrap()]);
    let full = export().ends();
    assert!(matches!(full.status.code(), Some(2 | 3)), "{full}");
    let _ = full.stderr_has("no space left");
    let whole =
        |name: &str| std::fs::read(to.join(name)).is_ok_and(|bytes| bytes == sandbox.read(format!("lib/{name}")));
    for entry in std::fs::read_dir(&to).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.starts_with('.'), "{name} is left behind");
        assert!(!name.ends_with(".png") || whole(&name), "{name} is whole");
    }
    disk.resize(4096);
    let _ = export().ok();
    assert!((0..6).all(|number| whole(&format!("{number}.png"))));
}

#[test]
fn a_volume_that_is_not_mounted_is_offline_and_its_files_are_not_missing() {
    let sandbox = Sandbox::new();
    let Some(disk) = Disk::at(sandbox.at("disk"), 4096) else {
        return skipped("this user may not mount a file system");
    };
    sandbox.put("lib/here.jpg", plain(1));
    std::fs::create_dir(disk.at.join("card")).unwrap();
    std::fs::write(disk.at.join("card/there.jpg"), picture(2).jpeg()).unwrap();
    let at = disk.at.join("card");
    let _ = sandbox.damson(["ingest", "-q", "lib", at.to_str().unwrap()]).ok();
    assert_eq!(sandbox.damson(["volume", "--format", "ndjson"]).ok().records().len(), 2);
    drop(disk);
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(run.tales(), ["lib/here.jpg unchanged"]);
    assert_eq!(sandbox.found(&["is:offline"]), ["there.jpg"]);
    assert!(sandbox.found(&["is:missing"]).is_empty());
    let verified = sandbox.damson(["verify", "--format", "ndjson"]).ok();
    assert_eq!(verified.summary()["counts"]["offline"], 1);
    let exported = sandbox.damson(["export", "--all", "--to", "out"]).fails_with(3);
    let _ = exported.stderr_has("there.jpg");
    assert!(sandbox.shown(at.join("there.jpg").to_str().unwrap())["files"][0]["state"] == "offline");
    // Mounted again, it is there again; a file that is gone from it then is missing.
    let disk = Disk::at(sandbox.at("disk"), 4096).expect("what was mounted once can be mounted again");
    std::fs::create_dir(disk.at.join("card")).unwrap();
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(run.tales(), ["lib/here.jpg unchanged"]);
    assert!(sandbox.found(&["is:offline"]).is_empty());
    let _ = sandbox.damson(["ingest", "-q", "disk"]).ok();
    assert_eq!(sandbox.found(&["is:missing"]), ["there.jpg"]);
}
