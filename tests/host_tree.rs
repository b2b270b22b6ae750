//! A directory on disk as if it were the root: links, pipes, sizes, permissions.
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use jitsi_doctor::load::{HostTree, ReadError, Tree};

fn tree() -> (tempfile::TempDir, HostTree) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    fs::create_dir_all(root.join("etc/prosody/conf.avail")).unwrap();
    fs::write(root.join("etc/prosody/conf.avail/a.cfg.lua"), "inside").unwrap();
    fs::write(dir.path().join("outside"), "outside").unwrap();
    let tree = HostTree::new(root);
    (dir, tree)
}

#[test]
fn links_stay_inside_the_root() {
    let (dir, tree) = tree();
    let root = dir.path().join("root");
    symlink("/etc/prosody/conf.avail/a.cfg.lua", root.join("absolute")).unwrap();
    symlink("etc/../etc/prosody/conf.avail/a.cfg.lua", root.join("relative")).unwrap();
    symlink("../../../../outside", root.join("etc/up")).unwrap();
    symlink(dir.path().join("outside"), root.join("out")).unwrap();
    symlink("circle", root.join("circle")).unwrap();
    symlink("/etc/prosody", root.join("dir")).unwrap();
    let read = |path: &str| tree.read(path, 100).map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(read("absolute"), Ok("inside".into()));
    assert_eq!(read("relative"), Ok("inside".into()));
    assert_eq!(read("/dir/conf.avail/a.cfg.lua"), Ok("inside".into()));
    assert_eq!(
        tree.real_path("dir/conf.avail/a.cfg.lua").as_deref(),
        Some("etc/prosody/conf.avail/a.cfg.lua")
    );
    assert_eq!(read("../outside"), Err(ReadError::Missing));
    assert_eq!(read("etc/up"), Err(ReadError::DanglingLink));
    assert_eq!(read("out"), Err(ReadError::DanglingLink));
    assert_eq!(read("circle"), Err(ReadError::Outside));
    assert_eq!(tree.list("dir/conf.avail"), Ok(vec!["a.cfg.lua".to_owned()]));
}

#[test]
fn a_pipe_is_not_opened() {
    let (dir, tree) = tree();
    let pipe = dir.path().join("root/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Opening it would wait for a writer for ever.
    assert_eq!(tree.read("pipe", 100), Err(ReadError::NotAFile("a pipe")));
    assert_eq!(tree.read("etc", 100), Err(ReadError::NotAFile("a directory")));
}

#[test]
fn sizes_are_bounded() {
    let (dir, tree) = tree();
    fs::write(dir.path().join("root/large"), vec![b' '; 101]).unwrap();
    assert_eq!(tree.read("large", 100), Err(ReadError::TooLarge { size: 101, limit: 100 }));
    assert_eq!(tree.read("large", 101).map(|bytes| bytes.len()), Ok(101));
}

#[test]
fn a_forbidden_file_is_denied_unless_one_is_root() {
    let (dir, tree) = tree();
    let path = dir.path().join("root/secret");
    fs::write(&path, "x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may read everything (root, in most containers) is not denied.
    let expected = if fs::read(&path).is_ok() { Ok(b"x".to_vec()) } else { Err(ReadError::Denied) };
    assert_eq!(tree.read("secret", 100), expected);
}
