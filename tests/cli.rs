//! The binary from outside: exit codes, streams and errors.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn doctor() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsi-doctor"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

fn run(args: &[&str]) -> Output {
    doctor().args(args).output().expect("the binary runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("created");
    fs::write(path, content).expect("written");
}

/// A directory laid out like a host, with next to nothing in it.
fn host() -> TempDir {
    let dir = TempDir::new().expect("a directory");
    write(dir.path(), "etc/prosody/prosody.cfg.lua", "VirtualHost \"meet.example.com\"\n");
    dir
}

fn shown(dir: &TempDir) -> String {
    dir.path().display().to_string()
}

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

#[test]
fn a_directory_is_checked_and_stderr_stays_empty() {
    let dir = host();
    for args in [vec!["check"], vec!["check", "--offline", "--root"]] {
        let output = doctor().args(args).arg(dir.path()).args(["--fail-on", "never"]).output().expect("runs");
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains(" read, "), "{}", text(&output.stdout));
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn json_is_a_document_and_the_same_each_time() {
    let dir = host();
    let args = ["check", &shown(&dir), "--format", "json", "--fail-on=never"];
    let (first, second) = (run(&args), run(&args));
    assert_eq!(first.stdout, second.stdout);
    let value: serde_json::Value = serde_json::from_slice(&first.stdout).expect("JSON");
    assert_eq!(value["schema_version"], 1);
    assert_eq!(value["files"][0]["path"], "etc/prosody/prosody.cfg.lua");
    let schema = serde_json::from_str(jitsi_doctor::report::JSON_SCHEMA).expect("JSON");
    assert!(jsonschema::is_valid(&schema, &value));
}

#[test]
fn usage_errors_are_two() {
    let dir = host();
    let root = shown(&dir);
    for args in [
        vec![],
        vec!["chekc"],
        vec!["check", "--no-such-option"],
        vec!["check", &root, "--format", "xml"],
        vec!["check", &root, "--output", "report.json"],
        vec!["check", &root, "--fail-on", "sometimes"],
        vec!["check", &root, "--quiet", "--verbose"],
        vec!["check", &root, "--select", "no-such/rule"],
        vec!["check", &root, &root],
        vec!["explain", "no-such/rule-anywhere"],
        vec!["explain"],
        vec!["show"],
        vec!["completions", "dos"],
    ] {
        let output = run(&args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn nothing_to_check_says_where_it_looked() {
    let dir = TempDir::new().expect("a directory");
    for args in [vec!["check"], vec!["check", "--root"]] {
        let output = doctor().args(args).arg(dir.path()).output().expect("runs");
        assert_eq!(code(&output), 2);
        let error = text(&output.stderr);
        assert!(error.starts_with("error: there is no Jitsi Meet under "), "{error}");
        assert!(error.contains("/etc/prosody") && error.contains("laid out like a host"), "{error}");
    }
    let missing = run(&["check", "--root", "/no/such/root"]);
    assert_eq!(code(&missing), 2);
    assert!(text(&missing.stderr).contains("/no/such/root"));
}

#[test]
fn single_files() {
    let dir = host();
    let lua = dir.path().join("etc/prosody/prosody.cfg.lua").display().to_string();
    assert_eq!(code(&run(&["check", &lua, "--fail-on=never"])), 0);
    assert_eq!(
        code(&run(&["check", "--root", &shown(&dir), "etc/prosody/prosody.cfg.lua", "--fail-on=never"])),
        0
    );

    write(dir.path(), "notes.txt", "x");
    let output = run(&["check", &dir.path().join("notes.txt").display().to_string()]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("cannot tell what kind of file"));

    let output = run(&["check", "/no/such/file.cfg.lua"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("there is no such file"));

    let pipe = dir.path().join("pipe.cfg.lua");
    mkfifo(&pipe);
    let output = run(&["check", &pipe.display().to_string()]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("it is a pipe, not a file"));
}

/// Whole outputs for a compose file or `.env` alone: the one does not make up for what the other might say.
#[test]
fn files_of_docker_by_themselves() {
    let dir = TempDir::new().expect("a directory");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/docker");
    for name in ["docker-compose.yml", ".env"] {
        fs::copy(root.join(name), dir.path().join(name)).expect("a copy");
    }
    let right = "services:\n  jvb:\n    image: jitsi/jvb:stable-10978\n    environment:\n      - TZ\n";
    write(dir.path(), "compose.yaml", &format!("{right}      - JVB_AUTH_PASSWORD=passw0rd\n"));
    write(dir.path(), "jibri.yml", &right.replace("jvb", "jibri").replace("    image", "\timage"));
    write(dir.path(), "b/.env", "COMPOSE_FILE=x.yml\nPUBLIC_URL='http://a.org\nJVB_TCP_PORT=1\n");
    write(dir.path(), "c/.env", "COMPOSE_FILE=x.yml\nJVB_TCP_PORT=1\nSENTRY_DSN=a$bc\n");
    let mut shown = String::new();
    for args in [
        &["docker-compose.yml"][..],
        &[".env"],
        &[".env", "docker-compose.yml"],
        &["compose.yaml"],
        &["jibri.yml"],
        &["b/.env"],
        &["c/.env"],
        &["c/.env", "compose.yaml"],
        &["c/.env", ".env"],
    ] {
        let output = doctor()
            .current_dir(dir.path())
            .args(["check", "-v", "--root", "."])
            .args(args)
            .output()
            .expect("runs");
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        shown += &format!("$ check {} -> {}\n{stdout}{stderr}\n", args.join(" "), code(&output));
    }
    // Times and the number of rules change.
    let lines = shown.lines().map(|line| {
        let line =
            line.rsplit_once(" - ").filter(|(_, last)| last.ends_with(" ms")).map_or(line, |(line, _)| line);
        // How many rules there are, and how many of them need more than files, grows.
        let line = line
            .split_once(" not run (")
            .map_or(line, |(facts, _)| facts.rsplit_once(", ").map_or(line, |(facts, _)| facts));
        let words =
            line.split(' ').map(|word| if word.parse::<u32>().is_ok_and(|n| n > 200) { "[N]" } else { word });
        words.collect::<Vec<_>>().join(" ")
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn odd_things_in_the_place_of_files() {
    let dir = host();
    fs::create_dir_all(dir.path().join("etc/jitsi/jicofo/jicofo.conf")).expect("created");
    fs::create_dir_all(dir.path().join("etc/jitsi/videobridge")).expect("created");
    mkfifo(&dir.path().join("etc/jitsi/videobridge/jvb.conf"));
    let args = ["check", &shown(&dir), "--fail-on=never"];
    let output = run(&args);
    assert_eq!(code(&output), 0);
    let report = text(&output.stdout);
    assert!(report.contains("jicofo.conf: it is a directory, not a file"), "{report}");
    assert!(report.contains("jvb.conf: it is a pipe, not a file"), "{report}");
    assert_eq!(code(&run(&[&args[..], &["--strict"]].concat())), 1);
}

#[test]
fn no_file_can_be_read() {
    let dir = TempDir::new().expect("a directory");
    fs::create_dir_all(dir.path().join("etc/prosody/prosody.cfg.lua")).expect("created");
    let output = run(&["check", &shown(&dir)]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("none of the files could be read"));
}

#[test]
fn an_unreadable_file_is_named() {
    let dir = host();
    write(dir.path(), "etc/jitsi/jicofo/jicofo.conf", "");
    let path = dir.path().join("etc/jitsi/jicofo/jicofo.conf");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("changed");
    if fs::read(&path).is_ok() {
        // Root reads everything: nothing to see.
        return;
    }
    let report = text(&run(&["check", &shown(&dir)]).stdout);
    assert!(report.contains("jicofo.conf: permission denied") && report.contains("sudo"), "{report}");
}

#[test]
fn reports_in_files_are_whole() {
    let dir = host();
    let (json, human) = (dir.path().join("r.json"), dir.path().join("r.txt"));
    fs::write(&json, "old").expect("written");
    let output = run(&[
        "check",
        &shown(&dir),
        "--quiet",
        "--fail-on=never",
        "--output",
        &format!("json={}", json.display()),
        "--output",
        &format!("human={}", human.display()),
    ]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    serde_json::from_slice::<serde_json::Value>(&fs::read(&json).expect("read")).expect("JSON");
    assert!(human.exists());
    let left: Vec<_> =
        fs::read_dir(dir.path()).expect("listed").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");

    let output = run(&["check", &shown(&dir), "--output", "json=/no/such/dir/r.json"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("/no/such/dir/r.json"));
    assert_eq!(code(&run(&["check", &shown(&dir), "--fail-on=never", "--output", "json=/dev/null"])), 0);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = doctor()
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(code(&output), 0);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_full_disk_is_an_error() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = doctor().arg("man").stdout(full).output().expect("runs");
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).starts_with("error: cannot write the output"));
}

#[test]
fn colours() {
    let dir = host();
    let colored = |args: &[&str], env: &[(&str, &str)]| {
        let mut command = doctor();
        command.args(["check", &shown(&dir)]).args(args).envs(env.iter().copied());
        text(&command.output().expect("runs").stdout).contains('\u{1b}')
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&["--color=always"], &[]));
    assert!(colored(&["--color=always"], &[("NO_COLOR", "1")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color=never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn help_version_and_documents() {
    for (args, part) in [
        (vec!["--help"], "Usage: jitsi-doctor"),
        (vec!["check", "--help"], "with --offline nothing at all"),
        (vec!["--version"], env!("CARGO_PKG_VERSION")),
        (vec!["completions", "zsh"], "#compdef jitsi-doctor"),
        (vec!["man"], "\\-\\-fail\\-on"),
        (vec!["rules", "--format", "json"], "\"rules\""),
        (vec!["rules", "--format", "markdown"], "<a id=\"auth-guest-host-missing\"></a>"),
        (vec!["rules", "--format", "html"], "<h3 id=\"auth-guest-host-missing\">"),
    ] {
        let output = run(&args);
        assert_eq!(code(&output), 0, "{args:?}");
        assert!(text(&output.stdout).contains(part), "{args:?}\n{}", text(&output.stdout));
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn show_prints_json_and_no_secrets() {
    let dir = host();
    write(
        dir.path(),
        "etc/jitsi/jicofo/sip-communicator.properties",
        "org.jitsi.jicofo.FOCUS_USER_PASSWORD=hunter2\n",
    );
    for (path, kind) in [
        ("etc/jitsi/jicofo/sip-communicator.properties", "properties"),
        ("etc/prosody/prosody.cfg.lua", "prosody"),
    ] {
        let output = run(&["show", "--root", &shown(&dir), path]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(value["kind"], kind);
        assert_eq!(value["file"], path);
        assert!(value["errors"].as_array().is_some_and(Vec::is_empty));
        assert!(!text(&output.stdout).contains("hunter2"));
    }
    let model = run(&["show", "--model", "--root", &shown(&dir)]);
    assert_eq!(code(&model), 0);
    serde_json::from_slice::<serde_json::Value>(&model.stdout).expect("JSON");

    write(dir.path(), "x.txt", "");
    let output = run(&["show", &dir.path().join("x.txt").display().to_string()]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("--as"));
}

#[test]
fn names_cannot_control_the_terminal() {
    let dir = host();
    let name = dir.path().join("\u{1b}[31m.txt");
    fs::File::create(&name).and_then(|mut file| file.write_all(b"x")).expect("written");
    let output = run(&["check", &name.display().to_string()]);
    assert_eq!(code(&output), 2);
    assert!(!text(&output.stderr).contains('\u{1b}'));
}

/// The transcript in the README: the first finding and the last line, as the binary prints them.
#[test]
fn the_readme_shows_what_is_printed() {
    let args = ["check", "--root", "fixtures/broken-secure-domain"];
    let output = doctor().args(args).env("COLUMNS", "80").output().expect("the binary runs");
    let printed = text(&output.stdout);
    let (first, _) = printed.split_once("\n\n").expect("an empty line after each finding");
    // The time differs from run to run.
    let timeless = |line: &str| line.rsplit_once(" - ").map(|(facts, _)| facts.to_owned()).expect("a time");
    let last = timeless(printed.lines().last().expect("a last line"));

    let readme = include_str!("../README.md");
    let command = format!("```console\n$ jitsi-doctor {}\n", args.join(" "));
    let (_, block) = readme.split_once(&command).expect("the transcript");
    let (block, _) = block.split_once("\n```\n").expect("its end");
    let (shown_first, rest) = block.split_once("\n\n").expect("one finding");
    assert_eq!(shown_first, first);
    assert_eq!(timeless(rest.lines().last().expect("a last line")), last);
}

/// What 0.12 refuses and 13 reads, in a tree without a list of packages.
#[test]
fn the_version_of_prosody_can_be_told() {
    let dir = host();
    let main = "VirtualHost \"meet.example.com\"\nmodules_enabled = { \"bosh\" }\nmodules_enabled:append { \"ping\" }\n";
    write(dir.path(), "etc/prosody/prosody.cfg.lua", main);
    let check = |version: &[&str]| {
        let args = ["check", "--select", "syntax/*", "--root", &shown(&dir)];
        let output = run(&args.iter().chain(version).copied().collect::<Vec<_>>());
        (code(&output), text(&output.stdout).contains("syntax/invalid-lua"))
    };
    assert_eq!(check(&["--prosody-version", "0.11"]), (1, true));
    assert_eq!(check(&["--prosody-version", "0.12"]), (1, true));
    assert_eq!(check(&["--prosody-version", "13"]), (0, false));
    assert_eq!(check(&[]), (0, false), "one of the two reads it");
    assert_eq!(check(&["--prosody-version", "12"]).0, 2);

    // What is told counts more than what is installed.
    let package = "Package: prosody\nStatus: install ok installed\nVersion: 0.12.3-1\n";
    write(dir.path(), "var/lib/dpkg/status", package);
    assert_eq!(check(&[]), (1, true));
    assert_eq!(check(&["--prosody-version", "13.0"]), (0, false));

    let model = |version: &[&str]| {
        let args = ["show", "--model", "--root", &shown(&dir)];
        text(&run(&args.iter().chain(version).copied().collect::<Vec<_>>()).stdout)
    };
    assert!(model(&[]).contains("\"V0_12\""));
    assert!(model(&["--prosody-version", "13"]).contains("\"V13\""));
}

#[test]
fn without_a_version_both_readings_are_named() {
    let dir = host();
    let main = "domain = \"example.com\"\nname = domain\nVirtualHost \"meet.example.com\"\n";
    write(dir.path(), "etc/prosody/prosody.cfg.lua", main);
    let file = dir.path().join("etc/prosody/prosody.cfg.lua").display().to_string();
    let shown = text(&run(&["show", &file]).stdout);
    let reason = "Prosody 0.12 and 13 read this differently: 0.12 reads nothing, 13 a text";
    assert!(shown.contains(reason), "{shown}");
    assert!(!text(&run(&["show", &file, "--prosody-version", "0.12"]).stdout).contains("\"name\""));
    assert!(
        text(&run(&["show", &file, "--prosody-version", "13"]).stdout).contains("\"name\": \"example.com\"")
    );
}

#[test]
fn the_manual_knows_the_version_of_prosody() {
    for args in [&["check", "--help"][..], &["show", "--help"], &["man"]] {
        let page = text(&run(args).stdout).replace("\\-", "-");
        assert!(page.contains("--prosody-version"), "{args:?}");
    }
}

/// A server of keys on the loopback that answers 404, or nothing at all; and how often it was asked.
fn key_server(silent: bool) -> (u16, std::sync::Arc<std::sync::atomic::AtomicUsize>) {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let count = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let asked = count.clone();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for mut stream in listener.incoming().flatten() {
            asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            if !silent && stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {
                let _ = stream
                    .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
            kept.push(stream);
        }
    });
    (port, count)
}

#[test]
fn the_network_is_asked_only_where_that_is_wanted() {
    let with_keys = |port: u16| {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("etc/prosody");
        std::fs::create_dir_all(&path).expect("a directory");
        let text = format!(
            "VirtualHost \"meet.example.org\"\n authentication = \"token\"\n app_id = \"jitsi\"\n cache_keys_url = \"http://127.0.0.1:{port}/certs\"\n"
        );
        std::fs::write(path.join("prosody.cfg.lua"), text).expect("written");
        dir
    };
    let check = |dir: &tempfile::TempDir, more: &[&str]| {
        let args =
            ["check", "--fail-on=never", "--select=network/keys-not-served", "--format=json", "--no-config"];
        let output = doctor().args(args).args(more).arg("--root").arg(dir.path()).output().expect("runs");
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
        text(&output.stdout).to_owned()
    };
    let (port, asked) = key_server(false);
    let count = || asked.load(std::sync::atomic::Ordering::SeqCst);
    let dir = with_keys(port);
    for more in [&[][..], &["--offline"], &["--allow-private"]] {
        assert!(!check(&dir, more).contains("every login with a token"));
    }
    let private = check(&dir, &["--online"]);
    assert!(private.contains("--allow-private"), "{private}");
    assert_eq!(count(), 0, "nothing was sent");
    let found = check(&dir, &["--online", "--allow-private"]);
    assert!(found.contains("answers with the error 404"), "{found}");
    assert!(count() > 0);

    let (silent, _) = key_server(true);
    let start = std::time::Instant::now();
    let unknown = check(&with_keys(silent), &["--online", "--allow-private", "--timeout=1"]);
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(unknown.contains("no answer came in time"), "{unknown}");
}
