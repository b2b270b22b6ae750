//! Machines that are made of a few files.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use serde_json::{Value, json};

use super::{Machine, gather};
use crate::load::{HostTree, Loader};
use crate::{locate, model};

/// Writes files below a new directory.
fn machine(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        write(root.path(), path, text);
    }
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
    fs::write(path, text).expect("a file");
}

fn facts(root: &Path) -> Value {
    let tree = HostTree::new(root);
    let deployment = model::build(&locate::find(&tree), Loader::new(&tree));
    serde_json::from_str(&gather(&Machine::at(root), &deployment)).expect("JSON")
}

fn stat(id: u32, name: &str, parent: u32, ticks: u64) -> String {
    format!(
        "{id} ({name}) S {parent} 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 {ticks} 1000 200 18446744073709551615 1 1 0"
    )
}

/// Boots at 1700000000.
const SYSTEM: [(&str, &str); 4] = [
    ("proc/stat", "cpu 1 2 3\nbtime 1700000000\n"),
    ("proc/1/cgroup", "0::/init.scope\n"),
    ("etc/passwd", "root:x:0:0::/root:/bin/sh\nprosody:x:106:113::/:/bin/false\n"),
    ("etc/group", "root:x:0:\nprosody:x:113:\nssl-cert:x:110:prosody\n"),
];

#[test]
fn services_by_their_units() {
    let root = machine(&SYSTEM);
    let at = root.path();
    write(at, "proc/1/stat", &stat(1, "systemd", 0, 1));
    fs::create_dir_all(at.join("run/systemd/system")).expect("directories");
    for (id, name, parent, ticks, unit) in [
        (200, "lua5.4 (x)", 1, 5000, "prosody.service"),
        (300, "nginx", 1, 100, "nginx.service"),
        (301, "nginx", 300, 90_000, "nginx.service"),
        (302, "nginx", 300, 70_000, "nginx.service"),
        (400, "java", 1, 100, "docker-abc.scope"),
    ] {
        write(at, &format!("proc/{id}/stat"), &stat(id, name, parent, ticks));
        write(at, &format!("proc/{id}/cgroup"), &format!("0::/system.slice/{unit}\n"));
    }
    write(
        at,
        "proc/200/status",
        "Name:\tlua5.4\nUid:\t106\t106\t106\t106\nGid:\t113\t113\t113\t113\nGroups:\t110 113 \n",
    );
    write(
        at,
        "proc/200/limits",
        "Limit  Soft Limit  Hard Limit  Units\nMax open files            65000                524288               files\n",
    );
    symlink("/usr/bin/lua5.4", at.join("proc/200/exe")).expect("a link");
    write(at, "etc/systemd/system/multi-user.target.wants/prosody.service", "");
    write(at, "lib/systemd/system/prosody.service", "");
    write(at, "lib/systemd/system/jicofo.service", "");
    symlink("/dev/null", at.join("etc/systemd/system/jicofo.service")).expect("a link");
    let units = &facts(at)["units"];
    let prosody = json!({
        "enabled": true, "running": true, "started": 1_700_000_050, "processes": [200], "user": "prosody",
        "groups": ["prosody", "ssl-cert"], "executable": "/usr/bin/lua5.4", "open_files": 65000,
    });
    assert_eq!(units["prosody"], prosody);
    // A reload starts new workers.
    assert_eq!(units["nginx"]["started"], 1_700_000_900);
    assert_eq!(units["jicofo"], json!({ "enabled": false, "running": false }));
    assert!(units.get("coturn").is_none());
}

#[test]
fn hidden_and_hostile_processes() {
    let root = machine(&SYSTEM);
    let at = root.path();
    write(at, "lib/systemd/system/jicofo.service", "");
    fs::create_dir_all(at.join("run/systemd/system")).expect("directories");
    for (id, text) in
        [(7, ""), (8, "8 (x"), (9, ") ("), (10, "10 (é) S x"), (11, "11 (a) S 1 99999999999999999999")]
    {
        write(at, &format!("proc/{id}/stat"), text);
    }
    let facts = facts(at);
    let reason = facts["units"]["jicofo"]["running"]["$unknown"].as_str().expect("a reason");
    assert!(reason.starts_with("processes of others are not shown here"), "{reason}");
}

#[test]
fn owners_and_modes_of_what_the_configuration_names() {
    let root = machine(&SYSTEM);
    let at = root.path();
    let secret = "do-not-show-this-anywhere";
    write(
        at,
        "etc/turnserver.conf",
        &format!("static-auth-secret={secret}\ncert=/etc/coturn/cert.pem\npkey=/etc/coturn/key.pem\n"),
    );
    write(at, "var/lib/keys/key.pem", secret);
    fs::create_dir_all(at.join("etc/coturn")).expect("a directory");
    symlink("/var/lib/keys/key.pem", at.join("etc/coturn/key.pem")).expect("a link");
    fs::set_permissions(at.join("var/lib/keys/key.pem"), fs::Permissions::from_mode(0o640)).expect("a mode");
    fs::set_permissions(at.join("var/lib/keys"), fs::Permissions::from_mode(0o700)).expect("a mode");
    let facts = facts(at);
    let files = &facts["files"];
    assert_eq!(files["/etc/coturn/key.pem"]["mode"], "0640");
    assert_eq!(files["/etc/coturn/key.pem"]["real"], "/var/lib/keys/key.pem");
    assert_eq!(files["/var/lib/keys"]["mode"], "0700");
    assert_eq!(files["/var/lib/keys/key.pem"]["size"], secret.len());
    assert!(files["/etc/turnserver.conf"]["modified"].is_number());
    assert!(files.get("/etc/coturn/cert.pem").is_none());
    assert!(!facts.to_string().contains(secret));
}

#[test]
fn ports_with_their_services() {
    let root = machine(&SYSTEM);
    let at = root.path();
    write(at, "proc/1/stat", &stat(1, "systemd", 0, 1));
    write(at, "proc/200/stat", &stat(200, "lua5.4", 1, 5000));
    write(at, "proc/200/cgroup", "12:cpu:/\n1:name=systemd:/system.slice/prosody.service\n");
    let head = "  sl  local_address rem_address   st\n";
    let line = |inode: u32, port: &str| {
        format!(
            "   0: 0100007F:{port} 00000000:0000 0A 00000000:00000000 00:00000000 00000000   106        0 {inode} 1\n"
        )
    };
    write(at, "proc/net/tcp", &format!("{head}{}{}", line(77, "1466"), line(78, "14A0")));
    fs::create_dir_all(at.join("proc/200/fd")).expect("a directory");
    symlink("socket:[77]", at.join("proc/200/fd/4")).expect("a link");
    let listening = &facts(at)["listening"];
    assert_eq!(
        listening[0],
        json!({ "protocol": "tcp", "address": "127.0.0.1", "port": 5222, "process": "lua5.4", "unit": "prosody" })
    );
    assert_eq!(listening[1]["port"], 5280);
    assert!(listening[1]["process"]["$unknown"].is_string());
}

#[test]
fn the_lua_of_prosody() {
    let root = machine(&SYSTEM);
    let at = root.path();
    write(at, "usr/bin/prosody", "#!/usr/bin/env lua\n");
    fs::create_dir_all(at.join("etc/alternatives")).expect("a directory");
    symlink("/etc/alternatives/lua-interpreter", at.join("usr/bin/lua")).expect("a link");
    symlink("/usr/bin/lua5.4", at.join("etc/alternatives/lua-interpreter")).expect("a link");
    write(at, "usr/share/lua/5.1/basexx.lua", "");
    write(at, "usr/share/lua/5.4/inspect.lua", "");
    write(at, "usr/lib/x86_64-linux-gnu/lua/5.4/_openssl.so", "");
    let lua = &facts(at)["lua"];
    assert_eq!(lua["version"], "5.4");
    assert_eq!(
        lua["libraries"],
        json!({ "basexx": false, "cjson": false, "inspect": true, "openssl": true, "socket": false })
    );
}

#[test]
fn clock_kernel_and_firewall() {
    let root = machine(&SYSTEM);
    let at = root.path();
    write(at, "proc/sys/net/core/rmem_max", "212992\n");
    write(at, "etc/ufw/ufw.conf", "ENABLED=yes\n");
    write(
        at,
        "etc/ufw/user.rules",
        "### tuple ### allow tcp 443 0.0.0.0/0 any 0.0.0.0/0 in comment=6162\n### tuple ### deny udp 1 0.0.0.0/0 any 0.0.0.0/0 in\n",
    );
    let facts_before = facts(at);
    assert_eq!(facts_before["kernel"], json!({ "rmem_max": 212_992 }));
    assert_eq!(
        facts_before["firewall"],
        json!({ "ufw": { "enabled": true, "allowed": [{ "port": "443", "protocol": "tcp" }] } })
    );
    assert!(facts_before["time"]["synchronised"]["$unknown"].is_string());
    write(at, "run/systemd/timesync/synchronized", "");
    assert_eq!(facts(at)["time"]["synchronised"], true);
}

/// Whatever this machine is: gathering ends, gives JSON, and shows nothing of a file or a command line.
#[test]
fn this_machine() {
    let tree = HostTree::new("/");
    let deployment = model::build(&locate::find(&tree), Loader::new(&tree));
    let text = gather(&Machine::here(), &deployment);
    let facts: Value = serde_json::from_str(&text).expect("JSON");
    for subject in ["memory", "kernel", "units", "listening", "files", "addresses", "lua", "time", "firewall"]
    {
        assert!(facts.get(subject).is_some(), "{subject}");
    }
    for file in &deployment.files {
        let Some(file) = file.file else { continue };
        let source = deployment.sources.file(file).text();
        for span in deployment.secrets.iter().filter(|span| span.file == file && span.len() > 8) {
            assert!(!text.contains(&source[span.range()]));
        }
    }
}

/// Nothing of this is read from a machine without `/proc`.
#[test]
fn an_empty_machine() {
    let root = tempfile::tempdir().expect("a directory");
    let facts = facts(root.path());
    assert!(facts["listening"]["$unknown"].is_string() && facts["addresses"]["$unknown"].is_string());
    assert_eq!(facts["units"], json!({}));
    assert_eq!(facts["lua"], json!({}));
}
