//! `check --for` and `guard`: what keeps a service from starting, and what must never do so.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const PROGRAM: &str = "/usr/local/bin/jitsi-doctor";
const CORRECT: &str = "VirtualHost \"meet.example.com\"\n";
const BROKEN: &str = "VirtualHost \"meet.example.com\n";

fn doctor(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jitsi-doctor")).args(args).output().expect("the binary runs")
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn write(root: &Path, path: &str, content: &str) -> PathBuf {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("created");
    fs::write(&path, content).expect("written");
    path
}

fn shown(dir: &TempDir) -> &str {
    dir.path().to_str().expect("UTF-8")
}

/// A machine with some of the units, apt, and jitsi-doctor.
fn machine() -> TempDir {
    let dir = TempDir::new().expect("a directory");
    for unit in ["prosody", "jitsi-videobridge2", "nginx"] {
        let path = format!("lib/systemd/system/{unit}.service");
        write(dir.path(), &path, "[Service]\nExecStart=/bin/true\n");
    }
    write(dir.path(), "etc/init.d/jicofo", "#!/bin/sh\n");
    write(dir.path(), "etc/apt/apt.conf.d/01recommends", "");
    write(dir.path(), &PROGRAM[1..], "");
    dir
}

fn guard(action: &str, dir: &TempDir, more: &[&str]) -> Output {
    doctor(&[&["guard", action, "--root", shown(dir), "--program", PROGRAM], more].concat())
}

/// All files under a directory, with what is in them.
fn files(root: &Path) -> Vec<(PathBuf, Vec<u8>, u32)> {
    let mut found = Vec::new();
    let mut todo = vec![root.to_owned()];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => todo.push(path),
                false => {
                    let mode = fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
                    found.push((path.clone(), fs::read(&path).expect("read"), mode));
                }
            }
        }
    }
    found.sort();
    found
}

const DROP_IN: &str = "etc/systemd/system/prosody.service.d/50-jitsi-doctor.conf";
const APT: &str = "etc/apt/apt.conf.d/90jitsi-doctor";
const WRITTEN: [&str; 7] = [
    APT,
    "etc/systemd/system/jicofo.service.d/50-jitsi-doctor.conf",
    "etc/systemd/system/jitsi-doctor.service",
    "etc/systemd/system/jitsi-doctor.timer",
    "etc/systemd/system/jitsi-videobridge2.service.d/50-jitsi-doctor.conf",
    "etc/systemd/system/nginx.service.d/50-jitsi-doctor.conf",
    DROP_IN,
];

#[test]
fn install_writes_status_tells_and_remove_takes_away() {
    let dir = machine();
    let before = files(dir.path());
    let status = guard("status", &dir, &[]);
    assert_eq!(code(&status), Some(1));
    assert!(stdout(&status).contains("prosody               not installed\n"), "{}", stdout(&status));
    assert!(stdout(&status).contains("coturn                not here\n"), "{}", stdout(&status));

    let dry = guard("install", &dir, &["--dry-run"]);
    assert_eq!((code(&dry), files(dir.path())), (Some(0), before.clone()));

    let output = guard("install", &dir, &[]);
    assert_eq!(code(&output), Some(0), "{output:?}");
    assert!(stdout(&output).contains("systemctl daemon-reload"));
    let after = files(dir.path());
    let new: Vec<_> = after.iter().filter(|file| !before.contains(file)).collect();
    let paths: Vec<_> = new.iter().map(|(path, ..)| path.strip_prefix(dir.path()).expect("inside")).collect();
    assert_eq!(paths, WRITTEN.map(Path::new));
    for (path, content, mode) in new {
        assert_eq!(*mode, 0o644, "{}", path.display());
        // The dry run has shown exactly this.
        let text = String::from_utf8(content.clone()).expect("UTF-8");
        let indented: String = text.lines().map(|line| format!("    {line}\n")).collect();
        assert!(
            stdout(&dry).contains(&format!("would write {}:\n{indented}", path.display())),
            "{}",
            stdout(&dry)
        );
    }
    assert_eq!(code(&guard("status", &dir, &[])), Some(0));

    // Once more changes nothing.
    let modified = fs::metadata(dir.path().join(DROP_IN)).expect("it is there").modified().expect("a time");
    let again = guard("install", &dir, &[]);
    assert_eq!((code(&again), files(dir.path())), (Some(0), after));
    assert!(!stdout(&again).contains("wrote"), "{}", stdout(&again));
    assert_eq!(fs::metadata(dir.path().join(DROP_IN)).expect("there").modified().expect("a time"), modified);

    // What systemctl makes of the timer goes with it.
    let wants = dir.path().join("etc/systemd/system/timers.target.wants");
    fs::create_dir_all(&wants).expect("created");
    symlink("/etc/systemd/system/jitsi-doctor.timer", wants.join("jitsi-doctor.timer")).expect("linked");
    let dry = guard("remove", &dir, &["--dry-run"]);
    assert!(stdout(&dry).contains("would remove") && dir.path().join(DROP_IN).exists());
    let output = guard("remove", &dir, &[]);
    assert_eq!((code(&output), files(dir.path())), (Some(0), before));
    assert!(!dir.path().join(DROP_IN).parent().expect("a directory").exists());
    assert!(fs::symlink_metadata(wants.join("jitsi-doctor.timer")).is_err());
    assert_eq!(stdout(&guard("remove", &dir, &[])), "nothing to remove\n");
}

#[test]
fn what_is_not_ours_or_was_changed_is_left_alone() {
    let dir = machine();
    write(dir.path(), DROP_IN, "[Service]\nNice=5\n");
    let masked = dir.path().join(APT);
    symlink("/dev/null", &masked).expect("linked");
    let output = guard("install", &dir, &[]);
    assert_eq!(code(&output), Some(1));
    let mine = dir.path().join("etc/systemd/system/nginx.service.d/50-jitsi-doctor.conf");
    let changed = fs::read_to_string(&mine).expect("written").replace("-k 1 10", "-k 1 20");
    fs::write(&mine, &changed).expect("written");
    // As an older version would have written it.
    let older = dir.path().join("etc/systemd/system/jitsi-doctor.timer");
    let text = fs::read_to_string(&older).expect("written").replacen(env!("CARGO_PKG_VERSION"), "0.0.9", 1);
    fs::write(&older, &text).expect("written");

    let status = stdout(&guard("status", &dir, &[]));
    for line in [
        "prosody               not written by jitsi-doctor (",
        "apt                   not written by jitsi-doctor (",
        "nginx                 changed by hand (",
        "jicofo                installed (",
        "jitsi-doctor.timer    written by another version",
    ] {
        assert!(status.contains(line), "{line} in {status}");
    }
    assert_eq!(code(&guard("install", &dir, &[])), Some(1));
    assert_ne!(fs::read_to_string(&older).expect("there"), text, "it is renewed");
    assert_eq!(code(&guard("remove", &dir, &[])), Some(1));
    assert_eq!(fs::read_to_string(&mine).expect("there"), changed);
    assert_eq!(fs::read_to_string(dir.path().join(DROP_IN)).expect("there"), "[Service]\nNice=5\n");
    assert!(fs::symlink_metadata(&masked).is_ok());
    assert!(!older.exists());
}

#[test]
fn nothing_is_written_through_a_link_out_of_the_tree() {
    let (dir, outside) = (machine(), TempDir::new().expect("a directory"));
    fs::create_dir_all(dir.path().join("etc/systemd")).expect("created");
    symlink(outside.path(), dir.path().join("etc/systemd/system")).expect("linked");
    let output = guard("install", &dir, &[]);
    assert_eq!(code(&output), Some(2), "{output:?}");
    assert!(files(outside.path()).is_empty());
}

#[test]
fn odd_paths_of_the_program_are_refused() {
    let dir = machine();
    let output =
        doctor(&["guard", "install", "--root", shown(&dir), "--program", "/opt/my tools/jitsi-doctor"]);
    assert_eq!(code(&output), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--program"));
    assert!(!dir.path().join(DROP_IN).exists());
}

/// The script of a command line, as systemd hands it to the shell.
fn script(unit: &str, setting: &str) -> String {
    let joined = unit.replace("\\\n", " ");
    let line = joined.lines().find_map(|line| line.strip_prefix(setting)).expect("the setting");
    let quoted =
        line.trim_start_matches('+').strip_prefix("/bin/sh -c '").and_then(|it| it.strip_suffix('\''));
    let mut script = String::new();
    let mut letters = quoted.expect("a shell").chars();
    while let Some(letter) = letters.next() {
        script.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('\\') => '\\',
                other => panic!("\\{other:?} is not used"),
            },
            '$' | '%' => {
                assert_eq!(letters.next(), Some(letter), "it would be expanded");
                letter
            }
            '\'' => panic!("a quote"),
            other => other,
        });
    }
    script
}

/// A machine whose jitsi-doctor is another program, and the command that asks it before Prosody starts.
struct Start {
    dir: TempDir,
    script: String,
}

impl Start {
    /// `program` is a script of the shell; `None` is no program at all.
    fn new(program: Option<&str>) -> Self {
        let dir = machine();
        let stand_in = format!("{}/stand-in", shown(&dir));
        if let Some(program) = program {
            let path = write(dir.path(), "stand-in", &format!("#!/bin/sh\n{program}\n"));
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("set");
        }
        let output = doctor(&["guard", "install", "--root", shown(&dir), "--program", &stand_in]);
        assert_eq!(code(&output), Some(0), "{output:?}");
        let unit = fs::read_to_string(dir.path().join(DROP_IN)).expect("written");
        Start { script: script(&unit, "ExecStartPre="), dir }
    }

    /// The real program, looking at the configuration of this machine.
    fn real(config: &str) -> Self {
        let root = TempDir::new().expect("a directory");
        write(root.path(), "etc/prosody/prosody.cfg.lua", config);
        let binary = env!("CARGO_BIN_EXE_jitsi-doctor");
        let start = Start::new(Some(&format!("exec {binary} \"$@\" --root {}", shown(&root))));
        // The tree lives as long as it is looked at.
        fs::rename(root.keep(), start.dir.path().join("tree")).expect("moved");
        let text = fs::read_to_string(start.dir.path().join("stand-in")).expect("there");
        let text =
            format!("{}--root {}/tree\n", text.split("--root").next().expect("some"), shown(&start.dir));
        fs::write(start.dir.path().join("stand-in"), text).expect("written");
        start
    }

    fn run(&self) -> Output {
        Command::new("/bin/sh").args(["-c", &self.script]).output().expect("a shell")
    }
}

#[test]
fn a_correct_configuration_starts_and_a_broken_one_is_refused_with_the_reason() {
    let output = Start::real(CORRECT).run();
    assert_eq!((code(&output), output.stderr.len()), (Some(0), 0), "{output:?}");

    let output = Start::real(BROKEN).run();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(code(&output), Some(1), "{output:?}");
    for part in [
        "error[syntax/invalid-lua]",
        "prosody.cfg.lua:1",
        "would not start: prosody",
        "touch /run/jitsi-doctor.skip",
    ] {
        assert!(stderr.contains(part), "{part} in {stderr}");
    }
}

#[test]
fn whatever_goes_wrong_with_jitsi_doctor_the_service_starts() {
    let refusal = "echo 'jitsi-doctor: would not start: prosody'";
    for (what, program) in [
        ("no program", None),
        ("killed", Some("kill -SEGV $$".to_owned())),
        ("killed after its verdict", Some(format!("{refusal}; kill -ABRT $$"))),
        ("a failure", Some(format!("{refusal}; exit 2"))),
        ("a panic", Some("exit 101".to_owned())),
        ("1 without a verdict", Some("echo 'error[a/b]: something'; exit 1".to_owned())),
        ("1 with words behind the verdict", Some(format!("{refusal}; echo Killed; exit 1"))),
        (
            "a verdict about another service",
            Some("echo 'jitsi-doctor: would not start: nginx'; exit 1".to_owned()),
        ),
        ("1 and silence", Some("exit 1".to_owned())),
        ("not a program", Some("\0\0".to_owned())),
    ] {
        let output = Start::new(program.as_deref()).run();
        assert_eq!(code(&output), Some(0), "{what}: {output:?}");
    }
    // The stand-in itself is able to refuse, so that the cases above say something.
    assert_eq!(code(&Start::new(Some(&format!("{refusal}; exit 1"))).run()), Some(1));
}

#[test]
fn a_program_that_hangs_or_never_stops_talking_is_given_up() {
    let hanging = Start::new(Some("trap '' TERM\nwhile :; do sleep 1; done"));
    let talking = Start::new(Some("exec yes"));
    std::thread::scope(|scope| {
        let both = [&hanging, &talking].map(|start| scope.spawn(|| start.run()));
        for run in both {
            let output = run.join().expect("it ends");
            assert_eq!(code(&output), Some(0), "{:?}", output.status);
            assert!(output.stdout.is_empty() && output.stderr.is_empty());
        }
    });
}

#[test]
fn the_hook_of_apt_never_fails() {
    for program in [None, Some("echo found; exit 1"), Some("kill -SEGV $$"), Some("exit 2")] {
        let start = Start::new(program);
        let text = fs::read_to_string(start.dir.path().join(APT)).expect("written");
        let command = text.split('"').nth(1).expect("a command");
        assert_eq!(text.matches('"').count(), 2);
        let output = Command::new("sh").args(["-c", command]).output().expect("a shell");
        assert_eq!(code(&output), Some(0), "{program:?}");
        let found = if program.is_some_and(|it| it.contains("found")) { "found\n" } else { "" };
        assert_eq!(stdout(&output), found);
    }
}

#[test]
fn the_nightly_run_shows_what_is_new() {
    let start = Start::real("VirtualHost \"meet.example.com\"\n    enabled = false\n");
    let unit = fs::read_to_string(start.dir.path().join(WRITTEN[2])).expect("written");
    let state = format!("{}/baseline.json", shown(&start.dir));
    let script = script(&unit, "ExecStart=").replace("/var/lib/jitsi-doctor/baseline.json", &state);
    let run = || Command::new("/bin/sh").args(["-c", &script]).output().expect("a shell");
    let first = run();
    assert_eq!((code(&first), first.stderr.len()), (Some(0), 0), "{first:?}");
    assert!(stdout(&first).contains("prosody/no-host-enabled"), "{}", stdout(&first));
    assert_eq!(stdout(&run()), "");
    let both = "plugin_paths = \"x\"\nVirtualHost \"meet.example.com\"\n    enabled = false\n";
    write(start.dir.path(), "tree/etc/prosody/prosody.cfg.lua", both);
    let news = stdout(&run());
    assert!(news.contains("prosody/plugin-path-missing") && !news.contains("no-host-enabled"), "{news}");
    assert_eq!(stdout(&run()), "");
}

fn check_for(service: &str, tree: &[(&str, &str)]) -> Output {
    let dir = TempDir::new().expect("a directory");
    tree.iter().for_each(|(path, text)| {
        write(dir.path(), path, text);
    });
    doctor(&["check", "--for", service, "--offline", "--quiet", "--root", shown(&dir)])
}

/// A service that is stopped by a mistake, and others beside it that are not.
#[test]
fn each_service_is_stopped_by_its_own_mistakes_alone() {
    let prosody = ("etc/prosody/prosody.cfg.lua", BROKEN);
    let jicofo = ("etc/jitsi/jicofo/jicofo.conf", "jicofo { xmpp { client {");
    let bridge = ("etc/jitsi/videobridge/jvb.conf", "videobridge {");
    let memory = ("etc/jitsi/videobridge/config", "VIDEOBRIDGE_MAX_MEMORY=lots\n");
    let working = ("etc/jitsi/videobridge/jvb.conf", "videobridge { }\n");
    let jibri = ("etc/jitsi/jibri/jibri.conf", "jibri {");
    let jigasi = ("etc/jitsi/jigasi/sip-communicator.properties", "a=\\u12\n");
    let nginx = ("etc/nginx/nginx.conf", "events { }\nhttp {\n");
    let apache = ("etc/apache2/apache2.conf", "<VirtualHost *:443>\n");
    let turn = ("etc/turnserver.conf", "realm=meet.example.com\n");
    let all = [prosody, jicofo, bridge, jibri, jigasi, nginx, apache, turn];
    for (service, stopped) in [
        ("prosody", prosody),
        ("jicofo", jicofo),
        ("jitsi-videobridge2", bridge),
        ("jibri", jibri),
        ("jigasi", jigasi),
        ("nginx", nginx),
        ("apache2", apache),
    ] {
        let output = check_for(service, &[stopped]);
        let last = format!("jitsi-doctor: would not start: {service}\n");
        assert_eq!(code(&output), Some(1), "{service}: {output:?}");
        assert!(stdout(&output).ends_with(&last), "{}", stdout(&output));
        // Beside all the others it is the same mistake, once.
        assert_eq!(stdout(&check_for(service, &all)).matches("error[").count(), 1, "{service}");
        // Nobody else is stopped by it, nor does a service that is not here stop.
        let output = check_for("coturn", &[stopped, turn]);
        assert_eq!((code(&output), output.stdout.len()), (Some(0), 0), "{output:?}");
        assert_eq!(code(&check_for(service, &[turn])), Some(2));
    }
    assert_eq!(code(&check_for("jitsi-videobridge2", &[working])), Some(0));
    assert_eq!(code(&check_for("jitsi-videobridge2", &[working, memory])), Some(1));
    let missing =
        ("etc/prosody/prosody.cfg.lua", "Include \"conf.d/gone.cfg.lua\"\nVirtualHost \"a.example.com\"\n");
    assert_eq!(code(&check_for("prosody", &[missing])), Some(1));
}

#[test]
fn what_a_service_starts_with_does_not_stop_it() {
    // A login check that does not fit, a password that is missing: calls fail, the services start.
    let jicofo =
        "jicofo { xmpp { client { xmpp-domain = \"a.example.com\", domain = \"auth.a.example.com\" } } }\n";
    assert_eq!(code(&check_for("jicofo", &[("etc/jitsi/jicofo/jicofo.conf", jicofo)])), Some(0));
    let prosody =
        "allow_registration = true\nVirtualHost \"jitmeet.example.com\"\n  authentication = \"nonsense\"\n";
    assert_eq!(code(&check_for("prosody", &[("etc/prosody/prosody.cfg.lua", prosody)])), Some(0));
    // With jvb.conf beside it, the bridge works without its legacy file.
    let files = [
        ("etc/jitsi/videobridge/jvb.conf", "videobridge { }\n"),
        ("etc/jitsi/videobridge/sip-communicator.properties", "a=\\u12\n"),
    ];
    assert_eq!(code(&check_for("jitsi-videobridge2", &files)), Some(0));
    // What nobody can know stops nothing.
    let unknown = "Include(os.getenv(\"X\"))\nVirtualHost \"a.example.com\"\n";
    assert_eq!(code(&check_for("prosody", &[("etc/prosody/prosody.cfg.lua", unknown)])), Some(0));
    // A site may think warnings worth a failure, but not of a start.
    let policy = ("etc/jitsi/jitsi-doctor.toml", "fail-on = \"info\"\n");
    assert_eq!(code(&check_for("prosody", &[("etc/prosody/prosody.cfg.lua", prosody), policy])), Some(0));
    let policy = ("etc/jitsi/jitsi-doctor.toml", "fail-on = \"never\"\n");
    assert_eq!(code(&check_for("prosody", &[("etc/prosody/prosody.cfg.lua", BROKEN), policy])), Some(1));
}

#[test]
fn every_sample_installation_starts() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut asked = 0;
    for tree in fs::read_dir(fixtures).expect("a directory").map(|entry| entry.expect("an entry").path()) {
        for service in jitsi_doctor::check::Service::ALL {
            let root = tree.to_str().expect("UTF-8");
            let output = doctor(&["check", "--for", service.unit(), "--quiet", "--root", root]);
            // One of them has a syntax error, for which Prosody indeed does not start.
            let stopped = root.ends_with("broken-keycloak") && service.unit() == "prosody";
            assert_eq!(code(&output) == Some(1), stopped, "{root}: {}", stdout(&output));
            asked += usize::from(code(&output) == Some(0));
        }
    }
    assert!(asked > 20, "{asked}");
}

/// systemd's own opinion of the units. It runs nothing.
#[cfg(feature = "differential")]
#[test]
fn systemd_reads_the_units() {
    let dir = machine();
    let real = env!("CARGO_BIN_EXE_jitsi-doctor");
    assert_eq!(code(&doctor(&["guard", "install", "--root", shown(&dir), "--program", real])), Some(0));
    let units = dir.path().join("etc/systemd/system");
    for unit in ["prosody", "nginx"] {
        let text = "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/true\n";
        write(&units, &format!("{unit}.service"), text);
    }
    for unit in ["prosody.service", "nginx.service", "jitsi-doctor.service", "jitsi-doctor.timer"] {
        let output = Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .arg(units.join(unit))
            .env("SYSTEMD_UNIT_PATH", format!("{}:", units.display()))
            .output()
            .expect("systemd-analyze; .ci/install-oracles installs it");
        let said = String::from_utf8_lossy(&output.stderr);
        let ours: Vec<_> =
            said.lines().filter(|line| line.contains(shown(&dir)) || line.contains("jitsi-doctor")).collect();
        assert!(output.status.success() && ours.is_empty(), "{unit}: {said}");
    }
}
