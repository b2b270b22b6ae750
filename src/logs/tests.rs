use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use flate2::{Compression, write::GzEncoder};
use tempfile::TempDir;

use super::clock::{Clock, Stamp, stamp};
use super::example::Names;
use super::scan::{BLOCK, Matcher, Scan, Tally};
use super::*;
use crate::load::{Evidence, Loader, Tree};
use crate::locate;
use crate::model;

/// 2024-05-30 10:23:04 UTC
const TIME: i64 = 1_717_064_584;

fn write(root: &Path, path: &str, content: impl AsRef<[u8]>, modified: i64) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("created");
    let mut file = fs::File::create(path).expect("created");
    file.write_all(content.as_ref()).expect("written");
    let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(modified as u64);
    file.set_modified(modified).expect("a time");
}

fn gz(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content.as_ref()).expect("written");
    encoder.finish().expect("packed")
}

fn gathered_with(root: &Path, host: Option<&str>) -> Value {
    let tree = HostTree::new(root);
    let mut deployment = model::build(&locate::find(&tree), Loader::new(&tree));
    if let Some(host) = host {
        deployment.learn(Evidence::Host, host);
    }
    let document = gather(&tree, &deployment, &mut |_| {});
    serde_json::from_str(&document).expect("JSON")
}

fn gathered(root: &Path) -> Value {
    gathered_with(root, None)
}

fn scanned(service: Service, clock: Clock, since: Option<i64>, text: &[u8]) -> BTreeMap<&'static str, Tally> {
    let wanted = SIGNATURES.iter().filter(|signature| signature.services.contains(&service)).collect();
    let matcher = Matcher::new(wanted).expect("a matcher");
    let mut tallies = matcher.tallies();
    let names = Names::these(&["auth.meet.example.org", "focus@auth.meet.example.org", "muc_lobby_rooms"]);
    let mut scan = Scan { matcher: &matcher, clock, since, names: &names, tallies: &mut tallies };
    let read = scan.run(&mut &*text).expect("no error");
    assert_eq!(read, text.len() as u64);
    let found = matcher.signatures().iter().map(|signature| signature.id).zip(tallies);
    found.filter(|(_, tally)| tally.count > 0).collect()
}

#[test]
fn times_as_services_write_them() {
    let local = Some(Stamp::Local(TIME));
    let universal = Some(Stamp::Universal(TIME));
    for (line, wanted) in [
        ("Jicofo 2024-05-30 10:23:04.877 WARNING: [18] x", local),
        ("JVB 2024-05-30 10:23:04.877 INFO: [18] x", local),
        ("2024-05-30 10:23:04.877 INFO: [18] x", local),
        ("2024/05/30 10:23:04 [error] 1#1: x", local),
        ("May 30, 2024 10:23:04 AM org.jitsi.x log", local),
        ("May 30, 2024 9:23:04 AM org.jitsi.x log", Some(Stamp::Local(TIME - 3600))),
        ("May 30, 2024 12:23:04 AM org.jitsi.x log", Some(Stamp::Local(TIME - 10 * 3600))),
        ("May 30, 2024 1:23:04 PM org.jitsi.x log", Some(Stamp::Local(TIME + 3 * 3600))),
        ("May 30 10:23:04 modulemanager\terror\tx", Some(Stamp::Yearless(5, 30, 37_384))),
        ("Jan  3 00:00:01 host prosody", Some(Stamp::Yearless(1, 3, 1))),
        ("2024-05-30T10:23:04.877766Z x", universal),
        ("2024-05-30T12:23:04+0200: x", universal),
        ("2024-05-30T12:23:04.1+02:00 host prosody: x", universal),
        ("2024-05-30T08:53:04-01:30 x", universal),
        (r#"{"log":"2020-01-01 00:00:00 x\n","stream":"stdout","time":"2024-05-30T10:23:04.9Z"}"#, universal),
        ("1318: : session 000 x", Some(Stamp::Counted(1318))),
        ("7: log file opened", Some(Stamp::Counted(7))),
        ("\tat org.jitsi.X.y(X.java:1)", None),
        ("org.jivesoftware.smack.sasl.SASLErrorException: x", None),
        ("2024-13-30 10:23:04 x", None),
        ("2024-05-30 25:23:04 x", None),
        ("2024-05-30", None),
        ("May", None),
        ("May 30", None),
        ("May 99 10:23:04", None),
        ("99999999999999999999: x", None),
        ("", None),
        ("{", None),
    ] {
        assert_eq!(stamp(line.as_bytes()), wanted, "{line}");
        // Every beginning of a line must do no harm.
        for end in 0..line.len() {
            let _ = stamp(&line.as_bytes()[..end]);
        }
    }
}

#[test]
fn zones_and_years_are_those_of_the_file() {
    // Written in a zone two hours before the universal time, a second before the file was written last.
    let clock = Clock::new(TIME + 1, Some(Stamp::Local(TIME + 7200)));
    assert_eq!(clock.time(Stamp::Local(TIME + 7200)), TIME);
    assert_eq!(clock.time(Stamp::Universal(TIME)), TIME);
    // A copy says nothing about the zone.
    let copy = Clock::new(TIME + 400 * 86_400, Some(Stamp::Local(TIME)));
    assert_eq!(copy.time(Stamp::Local(TIME)), TIME);
    // December in a file of January is that of the year before.
    let january = 1_704_240_000;
    let clock = Clock::new(january, None);
    assert_eq!(clock.time(Stamp::Yearless(12, 31, 86_399)), 1_704_067_199);
    assert_eq!(clock.time(Stamp::Yearless(1, 2, 0)), 1_704_153_600);
    let clock = Clock::new(TIME, Some(Stamp::Counted(100)));
    assert_eq!(clock.time(Stamp::Counted(40)), TIME - 60);
}

#[test]
fn every_signature_is_found_in_a_line_of_its_text() {
    for signature in SIGNATURES {
        for text in signature.texts {
            let line = format!("Jicofo 2024-05-30 10:23:04.877 SEVERE: [1] {} x\n", text.join(" y "));
            for service in signature.services {
                let found = scanned(*service, Clock::default(), None, line.as_bytes());
                let tally = found.get(signature.id).unwrap_or_else(|| panic!("{}: {line}", signature.id));
                assert_eq!((tally.count, tally.minutes, tally.first), (1, 1, Some(TIME)), "{line}");
            }
        }
    }
}

#[test]
fn lines_are_counted_with_their_times() {
    let log = "Jicofo 2024-05-30 10:23:04.877 SEVERE: [1] XmppProvider: Failed to connect/login: SASLError using SCRAM-SHA-1: not-authorized\n\
               org.jivesoftware.smack.sasl.SASLErrorException: SASLError using SCRAM-SHA-1: not-authorized\n\
               \tat org.jivesoftware.smack.X\n\
               Jicofo 2024-05-30 10:25:04.877 SEVERE: [1] x: SASLError using SCRAM-SHA-1: not-authorized\r\n\
               Jicofo 2024-05-30 10:26:00.000 INFO: [1] x: SASLError using PLAIN: success\n\
               Jicofo 2024-05-30 10:27:04.000 INFO: [1] XmppProvider: Connected, JID=focus@auth.meet.example.org/focus";
    let found = scanned(Service::Jicofo, Clock::default(), None, log.as_bytes());
    let tally = &found["login-refused"];
    assert_eq!((tally.count, tally.minutes), (3, 2));
    assert_eq!((tally.first, tally.last), (Some(TIME), Some(TIME + 120)));
    assert_eq!(tally.cured, Some(TIME + 240));
    assert_eq!(found.len(), 1);
    let later = scanned(Service::Jicofo, Clock::default(), Some(TIME + 60), log.as_bytes());
    assert_eq!(later["login-refused"].count, 1);
    assert!(scanned(Service::Jicofo, Clock::default(), Some(TIME + 121), log.as_bytes()).is_empty());
}

#[test]
fn nothing_of_a_line_is_shown_but_constants_and_names_of_the_configuration() {
    let line = "2024-05-30 10:23:04 192.0.2.7 2001:db8::1 token=eyJhbGciOi.eyJyb29tIjoi.c2ln password=hunter2 <SECRETROOM@conference.meet.example.org/Alice Müller> \
                focus@auth.meet.example.org/focus münchen.auth.meet.example.org auth.meet.example.org: SASLError using SCRAM-SHA-1: not-authorized: \
                hello wörld \u{1b}[31m";
    let found = scanned(Service::Jicofo, Clock::default(), None, line.as_bytes());
    let example = found["login-refused"].example.as_deref().expect("an example");
    assert_eq!(
        example,
        "… focus@auth.meet.example.org … auth.meet.example.org … SASLError using … not-authorized …"
    );
    let module = b"May 30 10:23:04 modulemanager\terror\tUnable to load module 'muc_lobby_rooms': /usr/lib/x: not found";
    let found = scanned(Service::Prosody, Clock::new(TIME, None), None, module);
    assert_eq!(
        found["module-not-loaded"].example.as_deref(),
        Some("… Unable to load module … muc_lobby_rooms …")
    );
}

#[test]
fn odd_bytes_and_endless_lines() {
    let text = b"There are no operational bridges.";
    // At every place around the end of a block.
    for before in (BLOCK - 40)..(BLOCK + 2) {
        let mut log = vec![b'x'; before];
        let nearest = log.len() - 1;
        log[nearest] = b'\n';
        log.extend(text);
        let found = scanned(Service::Jicofo, Clock::default(), None, &log);
        assert_eq!(found["no-bridge"].count, 1, "{before}");
    }
    let mut log = b"\xff\xfe\x00There are no operational bridges.\xc3\n".to_vec();
    // A line longer than a block is cut; the one behind it is not.
    log.extend(vec![0xe2; 3 * BLOCK + 17]);
    log.extend(text);
    log.push(b'\n');
    log.extend(text);
    let found = scanned(Service::Jicofo, Clock::default(), None, &log);
    assert_eq!(found["no-bridge"].count, 2);
    // Many texts in one line are one line.
    let found = scanned(Service::Jicofo, Clock::default(), None, &text.repeat(7000));
    assert_eq!(found["no-bridge"].count, 1);
}

/// A day of a log in files as logrotate leaves them.
#[test]
fn rotated_files_are_read_as_far_as_needed() {
    let dir = TempDir::new().expect("a directory");
    let line = |time: &str| format!("Jicofo {time} WARNING: [1] x: There are no operational bridges.\n");
    let root = dir.path();
    write(root, "var/log/jitsi/jicofo.log", line("2024-05-30 10:23:04.000"), TIME);
    write(root, "var/log/jitsi/jicofo.log.1", line("2024-05-30 02:00:00.000"), TIME - 20_000);
    write(
        root,
        "var/log/jitsi/jicofo.log.2.gz",
        gz([line("2024-05-28 10:00:00.000"), line("2024-05-29 20:00:00.000")].concat()),
        TIME - 50_000,
    );
    write(root, "var/log/jitsi/jicofo.log.3.gz", gz(line("2024-05-27 20:00:00.000")), TIME - 90_000);
    let document = gathered(root);
    let seen = &document["signatures"]["no-bridge"]["jicofo"];
    assert_eq!(seen["count"], 3, "{document:#}");
    assert_eq!((&seen["first"], &seen["last"]), (&json!(TIME - 51_784), &json!(TIME)));
    assert_eq!(document["files"].as_array().map(Vec::len), Some(3));
    assert_eq!(seen["line"], "… There are no operational bridges.");
    // Since the service was started nothing is asked of the others.
    let host = format!(r#"{{"units": {{"jicofo": {{"started": {}}}}}}}"#, TIME - 30_000);
    let document = gathered_with(root, Some(&host));
    assert_eq!(document["signatures"]["no-bridge"]["jicofo"]["count"], 1);
    // A log that was rotated just now is empty.
    write(root, "var/log/jitsi/jicofo.log", "", TIME);
    assert_eq!(gathered(root)["signatures"]["no-bridge"]["jicofo"]["count"], 2);
}

#[test]
fn a_packed_file_may_not_grow_without_end() {
    let dir = TempDir::new().expect("a directory");
    let line = "Jicofo 2024-05-30 10:23:04.000 INFO: [1] x\n";
    write(dir.path(), "var/log/jitsi/jicofo.log", line, TIME);
    let zeros = vec![0; 64 << 20];
    let mut bomb = gz(line);
    let more = gz(zeros);
    // Members of one file, one after the other: over a gigabyte of nothing.
    (0..24).for_each(|_| bomb.extend(&more));
    write(dir.path(), "var/log/jitsi/jicofo.log.1.gz", bomb, TIME);
    let document = gathered(dir.path());
    assert_eq!(document["files"][1]["read"], 1 << 30, "{document:#}");
    write(dir.path(), "var/log/jitsi/jicofo.log.1.gz", "no gzip", TIME);
    assert!(gathered(dir.path())["files"].as_array().is_some());
}

#[test]
fn pipes_and_links_out_of_the_tree_are_refused() {
    let dir = TempDir::new().expect("a directory");
    let root = dir.path().join("root");
    write(dir.path(), "secret.log", "There are no operational bridges.\n", TIME);
    fs::create_dir_all(root.join("var/log/jitsi")).expect("created");
    fs::create_dir_all(root.join("var/log/prosody")).expect("created");
    std::os::unix::fs::symlink("../../../../secret.log", root.join("var/log/jitsi/jicofo.log"))
        .expect("a link");
    assert!(
        Command::new("mkfifo")
            .arg(root.join("var/log/jitsi/jvb.log"))
            .status()
            .expect("mkfifo runs")
            .success()
    );
    fs::create_dir_all(root.join("var/log/prosody/prosody.log")).expect("created");
    let document = gathered(&root);
    assert_eq!(document["signatures"], json!({}));
    assert_eq!(document["files"].as_array().map(Vec::len), Some(3), "{document:#}");
    for unit in ["jicofo", "jitsi-videobridge2", "prosody"] {
        assert!(document["services"][unit]["$unknown"].is_string(), "{document:#}");
    }
}

#[test]
fn large_logs_are_not_read_from_their_beginning() {
    let dir = TempDir::new().expect("a directory");
    let mut log = String::new();
    for day in 1..=30 {
        for second in 0..6000 {
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            log.push_str(&format!("Jicofo 2024-05-{day:02} {hour:02}:{minute:02}:{second:02}.000 WARNING: [1] There are no operational bridges.\n"));
        }
    }
    let size = log.len() as u64;
    write(dir.path(), "var/log/jitsi/jicofo.log", log, TIME);
    let document = gathered(dir.path());
    let read = document["files"][0]["read"].as_u64().expect("a number");
    assert!(read < size / 4, "{read} of {size}");
    // The last day to the second, and what is left of the day before: nothing is lost by halving.
    assert_eq!(document["signatures"]["no-bridge"]["jicofo"]["count"], 6001 + super::MARGIN as u64 - 5);
}

#[test]
fn places_of_logs() {
    let dir = TempDir::new().expect("a directory");
    let root = dir.path();
    write(
        root,
        "etc/prosody/prosody.cfg.lua",
        "log = { info = \"/srv/log/p.log\"; { to = \"file\"; filename = \"/srv/log/q.log\" }; \"*syslog\" }\nVirtualHost \"meet.example.org\"\n",
        TIME,
    );
    write(
        root,
        "etc/nginx/nginx.conf",
        "error_log /srv/log/n.log warn;\nevents { }\nhttp { error_log stderr; server { error_log /srv/log/s.log; } }\n",
        TIME,
    );
    write(root, "etc/turnserver.conf", "log-file=/srv/log/t.log\n", TIME);
    write(root, "var/log/turn_12_2024-05-30.log", "", TIME);
    let id = "0123456789abcdef";
    let config = r#"{"Config": {"Image": "ghcr.io/jitsi/jvb:stable-9823"}, "State": {"StartedAt": "2024-05-30T10:23:04.1Z"}}"#;
    write(root, &format!("var/lib/docker/containers/{id}/config.v2.json"), config, TIME);
    write(
        root,
        &format!("var/lib/docker/containers/{id}/{id}-json.log"),
        "{\"log\":\"JVB x Failed to join the MUCs.\\n\",\"stream\":\"stdout\",\"time\":\"2024-05-30T10:22:00.0Z\"}\n\
         {\"log\":\"JVB x Failed to join the MUCs.\\n\",\"stream\":\"stdout\",\"time\":\"2024-05-30T10:24:04.0Z\"}\n\
         {\"log\":\"JVB x Failed to join the MUCs.\\n\",\"stream\":\"stdout\",\"time\":\"2020-05-30T10:24:04.0Z\"}\n",
        TIME,
    );
    write(
        root,
        "var/lib/docker/containers/other/config.v2.json",
        r#"{"Config": {"Image": "postgres"}}"#,
        TIME,
    );
    write(root, "var/lib/docker/containers/broken/config.v2.json", "{", TIME);
    let tree = HostTree::new(root);
    let deployment = model::build(&locate::find(&tree), Loader::new(&tree));
    let found: Vec<String> = places::find(&tree, &deployment).into_iter().map(|place| place.path).collect();
    for wanted in [
        "srv/log/p.log",
        "srv/log/q.log",
        "srv/log/n.log",
        "srv/log/s.log",
        "srv/log/t.log",
        "var/log/turn_12_2024-05-30.log",
        "var/log/prosody/prosody.log",
    ] {
        assert!(found.iter().any(|path| path == wanted), "{wanted}: {found:?}");
    }
    assert_eq!(found.iter().filter(|path| path.contains("docker")).count(), 1);
    assert!(tree.list("var/lib/docker/containers").is_ok());
    let seen = &gathered(root)["signatures"]["bridge-room-refused"]["jitsi-videobridge2"];
    assert_eq!((&seen["count"], &seen["first"]), (&json!(1), &json!(TIME + 60)));
}

#[test]
fn a_reader_that_fails_is_an_error() {
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    assert!(measure(Service::Jicofo, &mut Broken).is_err());
    assert_eq!(measure(Service::Apache, &mut &b"x"[..]).expect("no error").1, 0);
}
