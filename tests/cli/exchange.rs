//! What stays of a file when another takes its place: permissions, times, attributes, the bytes under its other names, links
//! on the way to it, and names of every kind.
use super::sample::{plain, titled};
use super::sandbox::{Sandbox, path_of, skipped};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

/// One JPEG with a title, taken in; its headline is stated.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline=Stated"]).ok();
    sandbox
}

fn embed(sandbox: &Sandbox) -> Vec<String> {
    sandbox.damson(["write", "--format", "ndjson", "--embed", "--all"]).ok().tales()
}

fn mode(sandbox: &Sandbox, path: &str, mode: u32) {
    fs::set_permissions(sandbox.at(path), fs::Permissions::from_mode(mode)).expect("permissions can be set");
}

#[test]
fn permissions_stay_and_so_does_the_time_of_an_original() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    mode(&sandbox, "lib/a.jpg", 0o640);
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline=Stated"]).ok();
    let before = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    let after = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    assert_eq!((after.mode() & 0o7777, after.modified().unwrap()), (0o640, before.modified().unwrap()));
    assert_ne!(after.ino(), before.ino());
    let _ = sandbox.damson(["undo"]).ok();
    let undone = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    assert_eq!((undone.mode() & 0o7777, undone.modified().unwrap()), (0o640, before.modified().unwrap()));

    let _ = sandbox.damson(["write", "--all"]).ok();
    mode(&sandbox, "lib/a.xmp", 0o600);
    let made = fs::metadata(sandbox.at("lib/a.xmp")).unwrap();
    let _ = sandbox.damson(["tag", "--write", "--all", "headline=Newer"]).ok();
    let edited = fs::metadata(sandbox.at("lib/a.xmp")).unwrap();
    assert_eq!(edited.mode() & 0o7777, 0o600);
    assert!(edited.modified().unwrap() > made.modified().unwrap());
}

#[test]
fn a_file_of_the_same_length_is_younger_all_the_same() {
    let sandbox = desk();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    let before = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Others"]).ok();
    let after = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    assert_eq!(after.len(), before.len());
    let later = after.modified().unwrap().duration_since(before.modified().unwrap()).unwrap();
    assert_eq!(later.as_nanos(), 1);
}

#[test]
fn user_attributes_go_over_to_the_new_file_and_back() {
    let sandbox = desk();
    let path = sandbox.at("lib/a.jpg");
    let (name, value) = ("user.damson.test", b"label".as_slice());
    let file = || fs::File::open(&path).unwrap();
    if rustix::fs::fsetxattr(file(), name, value, rustix::fs::XattrFlags::empty()).is_err() {
        return skipped("this file system has no user attributes");
    }
    let has_it = || {
        let mut found = [0; 16];
        let length = rustix::fs::fgetxattr(file(), name, &mut found).unwrap_or_default();
        found[..length] == *value
    };
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    assert!(has_it());
    let _ = sandbox.damson(["undo"]).ok();
    assert!(has_it());
}

#[test]
fn another_name_of_the_same_file_keeps_its_bytes() {
    let sandbox = desk();
    let before = sandbox.read("lib/a.jpg");
    fs::hard_link(sandbox.at("lib/a.jpg"), sandbox.at("other.jpg")).unwrap();
    assert_eq!(embed(&sandbox), ["lib/a.jpg changed (metadata)"]);
    assert_ne!(sandbox.read("lib/a.jpg"), before);
    assert_eq!(sandbox.read("other.jpg"), before);
    // The store has a copy of its own: whoever writes into the other name does not write into it.
    fs::write(sandbox.at("other.jpg"), "written in place").unwrap();
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.read("lib/a.jpg"), before);
    assert_eq!(sandbox.read("other.jpg"), b"written in place");
}

#[test]
fn a_symbolic_link_in_the_way_to_a_file_is_followed_and_one_in_its_place_is_not() {
    let sandbox = Sandbox::new();
    sandbox.put("disk/lib/a.jpg", titled(1, "Of the file"));
    symlink(sandbox.at("disk"), sandbox.at("mount")).unwrap();
    let _ = sandbox.ingest("mount/lib");
    let _ = sandbox.damson(["tag", "--write", "--all", "headline=Stated"]).ok();
    assert_eq!(sandbox.tree("disk"), ["lib/a.jpg", "lib/a.xmp"]);
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newer"]).ok();
    let said = sandbox.damson(["read", "--format", "ndjson", "mount/lib/a.jpg"]).ok().records();
    assert_eq!(said[0]["headline"], "Newer");
    // What was a file and is a link now is not what was taken in.
    fs::rename(sandbox.at("disk/lib/a.jpg"), sandbox.at("elsewhere.jpg")).unwrap();
    symlink(sandbox.at("elsewhere.jpg"), sandbox.at("disk/lib/a.jpg")).unwrap();
    let elsewhere = sandbox.read("elsewhere.jpg");
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newest"]).fails_with(3);
    assert_eq!(sandbox.read("elsewhere.jpg"), elsewhere);
    assert!(fs::symlink_metadata(sandbox.at("disk/lib/a.jpg")).unwrap().is_symlink());
}

#[test]
fn names_that_are_no_text_and_names_of_several_lines_are_written_like_all_others() {
    for name in [b"caf\xe9.jpg".as_slice(), b"two\nlines.jpg", b"-dash and space .jpg", b"xmp.jpg"] {
        let sandbox = Sandbox::new();
        let path = sandbox.at("lib").join(path_of(name));
        sandbox.put(&path, plain(1));
        let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
        let _ = sandbox.damson(["tag", "--write", "--all", "headline=Stated"]).ok();
        let beside = [&name[..name.len() - 4], b".xmp"].concat();
        let made = sandbox.at("lib").join(path_of(&beside));
        assert!(made.exists(), "{}", made.display());
        let before = sandbox.read(&path);
        let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newer"]).ok();
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!(sandbox.read(&path), before);
    }
}

#[test]
fn every_copy_of_an_asset_is_written() {
    let sandbox = desk();
    sandbox.copy("lib/a.jpg", "copies/b.jpg");
    let _ = sandbox.ingest("copies");
    let mut tales = embed(&sandbox);
    tales.sort();
    assert_eq!(tales, ["copies/b.jpg changed (metadata)", "lib/a.jpg changed (metadata)"]);
    assert_eq!(sandbox.read("lib/a.jpg"), sandbox.read("copies/b.jpg"));
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("1\n");
    let _ = sandbox.damson(["verify"]).ok();
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged"]);
}
