//! Volumes beside made-up tables of mounts, and marks in folders that are there.
use super::{Volumes, marker};
use crate::asset::{Date, Digest, FilePath, Holding, HoldingState, Role, Stat};
use crate::catalog::{Change, Volume};
use crate::walk::{MARK, Mounts};
use std::fs;

fn path(text: &str) -> FilePath {
    FilePath(text.as_bytes().to_vec())
}

fn now() -> Date {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

fn volume(name: &str, identity: &str, mount_point: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        identity: identity.to_owned(),
        mount_point: path(mount_point),
        is_online: true,
        last_seen: "2025-01-01".parse().unwrap(),
    }
}

fn holding(volume: &str, at: &str) -> Holding {
    Holding {
        path: path(at),
        volume: volume.to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat::default(),
        digest: Digest([0; 32]),
        version: 1,
    }
}

fn table(lines: &[&str]) -> Mounts {
    Mounts::of_table(lines.join("\n").as_bytes())
}

const ROOT: &str = "22 1 254:1 / / rw - ext4 /dev/vda1 rw";
const NAS: &str = "25 22 0:40 / /mnt/nas rw - nfs4 nas:/export rw";
const NAS_ELSEWHERE: &str = "25 22 0:40 / /net/nas rw - nfs4 nas:/export rw";
const OTHER: &str = "26 22 0:41 / /mnt/nas rw - nfs4 nas:/other rw";

fn nas() -> Volume {
    volume("nas", "source:nfs4:nas:/export", "/mnt/nas")
}

#[test]
fn a_held_file_is_where_its_volume_is_mounted_now() {
    let held = holding("nas", "/mnt/nas/a/1.jpg");
    let place = |lines: &[&str]| Volumes::among(vec![nas()], table(lines), now()).place_of(&held);
    assert_eq!(place(&[ROOT, NAS]), Some(path("/mnt/nas/a/1.jpg")));
    assert_eq!(place(&[ROOT, NAS_ELSEWHERE]), Some(path("/net/nas/a/1.jpg")));
    assert_eq!(place(&[ROOT]), None);
    assert_eq!(place(&[ROOT, OTHER]), None, "another share is mounted there");
}

#[test]
fn what_lies_under_another_mount_is_not_in_its_place() {
    let volumes = Volumes::among(vec![volume("root", "source:ext4:/dev/vda1", "/")], table(&[ROOT, NAS]), now());
    assert!(volumes.is_in_place(&holding("root", "/home/1.jpg")));
    assert!(!volumes.is_in_place(&holding("root", "/mnt/nas/1.jpg")));
    assert_eq!(volumes.seen_now(holding("root", "/mnt/nas/1.jpg")).state, HoldingState::Offline);
}

#[test]
fn a_volume_is_told_to_come_to_go_and_to_move() {
    let changed = |lines: &[&str]| {
        let mut volumes = Volumes::among(vec![nas()], table(lines), now());
        volumes.refresh().pop().map(|change| match change {
            Change::Volume { after: Some(after), .. } => (after.is_online, after.mount_point.lossy()),
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(changed(&[ROOT, NAS]), None);
    assert_eq!(changed(&[ROOT]), Some((false, "/mnt/nas".to_owned())));
    assert_eq!(changed(&[ROOT, NAS_ELSEWHERE]), Some((true, "/net/nas".to_owned())));
}

#[test]
fn a_folder_that_is_a_volume_goes_before_the_disk_around_it() {
    let known = vec![
        volume("root", "source:ext4:/dev/vda1", "/"),
        volume("here", "source:ext4:/dev/vda1#/usr/lib", "/usr/lib"),
    ];
    let mut volumes = Volumes::among(known, table(&[ROOT, NAS]), now());
    assert_eq!(volumes.name_of(&path("/usr/lib/a")), ("here".to_owned(), None));
    assert_eq!(volumes.name_of(&path("/usr/libexec")), ("root".to_owned(), None));
    let (name, change) = volumes.name_of(&path("/mnt/nas/a"));
    assert_eq!((name.as_str(), change.is_some()), ("nas", true));
}

#[test]
fn a_marked_folder_is_the_volume_wherever_it_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let at = FilePath::of(&folder.path().canonicalize().unwrap());
    let mark = marker::write(&at, "photos").unwrap();
    fs::create_dir_all(at.join(b"a/b").to_path()).unwrap();
    let mut none = Volumes::among(Vec::new(), table(&[ROOT]), now());
    assert_eq!(none.meet(&at.join(b"a/b")).len(), 1, "the mark above is found");
    assert_eq!(none.name_of(&at.join(b"a/b")), ("photos".to_owned(), None));
    // It was elsewhere: it is there again, under the new place.
    let elsewhere = volume("cards", &mark.identity(), "/nowhere/at/all");
    let mut volumes = Volumes::among(vec![elsewhere], table(&[ROOT]), now());
    assert!(!volumes.is_online("cards"));
    let changes = volumes.meet(&at);
    assert!(matches!(&changes[..], [Change::Volume { after: Some(after), .. }] if after.mount_point == at));
    assert_eq!(volumes.place_of(&holding("cards", &at.join(b"1.jpg").lossy())), Some(at.join(b"1.jpg")));
}

#[test]
fn a_copied_mark_is_told_and_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let root = FilePath::of(&folder.path().canonicalize().unwrap());
    let [one, two] = [root.join(b"one"), root.join(b"two")];
    fs::create_dir(one.to_path()).unwrap();
    fs::create_dir(two.to_path()).unwrap();
    let mark = marker::write(&one, "photos").unwrap();
    fs::copy(one.join(MARK).to_path(), two.join(MARK).to_path()).unwrap();
    let known = volume("photos", &mark.identity(), &one.lossy());
    let mut volumes = Volumes::among(vec![known], table(&[ROOT]), now());
    assert_eq!(volumes.meet(&two), []);
    assert!(volumes.doubts()[0].contains("copied to"));
    assert_eq!(volumes.name_of(&two).0, "root");
    assert_eq!(volumes.name_of(&one).0, "photos");
}
