//! Living with a messy system: suppressions, `jitsi-doctor.toml` and baselines.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use jitsi_doctor::check::{Diagnostic, Outcome, Request, run_with};
use jitsi_doctor::load::MemoryTree;
use jitsi_doctor::model::Deployment;
use jitsi_doctor::report::{Baseline, Format, JSON_SCHEMA, Masks, Report, can_be_known, human};
use jitsi_doctor::rules;
use jitsi_doctor::text::Span;
use tempfile::TempDir;

/// Rule, file and line of every finding that is shown, beside another one or under it; without those
/// that nothing can hide.
fn shown(deployment: &Deployment, outcome: &Outcome) -> Vec<(String, String, usize)> {
    let mut all = Vec::new();
    for Diagnostic { rule, primary, consequences, .. } in &outcome.diagnostics {
        all.push((*rule, primary.span));
        all.extend(consequences.iter().map(|it| (it.rule, it.primary.span)));
    }
    all.retain(|(rule, _)| can_be_known(rule));
    let sources = &deployment.sources;
    let place = |span: Span| (sources.path(span.file).to_owned(), sources.position(span).line);
    let mut all: Vec<_> =
        all.into_iter().map(|(rule, span)| (rule.to_owned(), place(span).0, place(span).1)).collect();
    all.sort();
    all
}

fn baseline_of(deployment: &Deployment) -> Baseline {
    Baseline::of(&common::check(deployment), deployment, &Masks::new(deployment))
}

/// A run with a baseline, and how many of its entries are left.
fn check_with(deployment: &Deployment, mut baseline: Baseline) -> (Outcome, usize) {
    let masks = Masks::new(deployment);
    let mut is_known =
        |finding: &Diagnostic| baseline.take(finding.rule, finding.primary.span, &deployment.sources, &masks);
    let request = Request { is_known: Some(&mut is_known), ..Request::default() };
    let outcome = run_with(&rules::ALL, deployment, request);
    (outcome, baseline.len())
}

fn changed(tree: &MemoryTree, change: impl Fn(&str, &str) -> Option<String>) -> MemoryTree {
    let mut new = tree.clone();
    for (path, bytes) in tree.files() {
        let text = String::from_utf8_lossy(bytes);
        if let Some(text) = change(path, &text) {
            new.file(path, text);
        }
    }
    new
}

/// How a comment starts in this file; `None` for files that are no configuration.
fn comment(path: &str) -> Option<&'static str> {
    match path {
        _ if path.starts_with("var/") || path.starts_with("usr/") => None,
        _ if path.ends_with(".lua") => Some("--"),
        _ if path.ends_with(".js") => Some("//"),
        _ if [".conf", ".properties", ".env", ".yml"].iter().any(|ending| path.ends_with(ending)) => {
            Some("#")
        }
        _ => None,
    }
}

/// A docker-jitsi-meet directory with a mistake in each file.
fn docker() -> MemoryTree {
    let tree = common::fixture(common::DOCKER);
    changed(&tree, |path, text| match path {
        ".env" => Some(format!("{text}\nENABLE_COLIBRI_WEBSOCKET=1\nexport JICOFO_AUTH_USER='focus'\n")),
        "docker-compose.yml" => {
            let line = "            - JVB_AUTH_PASSWORD\n";
            assert!(text.contains(line));
            Some(text.replace(line, "            - \"JVB_AUTH_PASSWORD=replaceme\"\n"))
        }
        _ => None,
    })
}

#[test]
fn every_finding_can_be_suppressed_where_it_is_and_nothing_else_is() {
    let installations = common::BROKEN.map(|name| (name, common::fixture(name)));
    for (name, tree) in installations.into_iter().chain([(common::DOCKER, docker())]) {
        let deployment = common::deployment(&tree);
        let before = shown(&deployment, &common::check(&deployment));
        assert!(!before.is_empty(), "{name}");
        for (rule, path, line) in &before {
            let mark = comment(path).unwrap_or_else(|| panic!("{name}: {path}"));
            for own_line in [true, false] {
                let suppressed = changed(&tree, |file, text| {
                    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                    let said = format!("{mark} jitsi-doctor: ignore {rule} -- a test");
                    match own_line {
                        _ if file != path => return None,
                        true => lines.insert(line - 1, said),
                        // Behind a comment there is no other, and properties know none behind a value.
                        false if lines[line - 1].contains(mark) || path.ends_with(".properties") => {
                            return None;
                        }
                        false => lines[line - 1].push_str(&format!(" {said}")),
                    }
                    Some(lines.join("\n") + "\n")
                });
                let deployment = common::deployment(&suppressed);
                let outcome = common::check(&deployment);
                let moved = usize::from(own_line);
                let unchanged = !own_line && outcome.suppressed.is_empty();
                let place = (rule.clone(), path.clone(), line + moved);
                let after = shown(&deployment, &outcome);
                assert!(unchanged || !after.contains(&place), "{name}: {place:?} is still there: {after:?}");
                assert_eq!(
                    after.len() + outcome.suppressed.len(),
                    before.len(),
                    "{name}: {place:?}: {after:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_found_is_shown_suppressed_or_known() {
    for name in common::BROKEN {
        let tree = common::fixture(name);
        let deployment = common::deployment(&tree);
        let all = shown(&deployment, &common::check(&deployment));
        let baseline = baseline_of(&deployment);
        assert_eq!(baseline.len(), all.len(), "{name}");
        for (rule, ..) in &all {
            let mut tree = tree.clone();
            tree.file(
                "etc/jitsi/jitsi-doctor.toml",
                format!("[[ignore]]\nrule = \"{rule}\"\nreason = \"a test\"\n"),
            );
            let deployment = common::deployment(&tree);
            let outcome = common::check(&deployment);
            let after = shown(&deployment, &outcome);
            assert!(!outcome.suppressed.is_empty(), "{name}: {rule}");
            assert!(after.iter().all(|(other, ..)| other != rule), "{name}: {rule}: {after:?}");
            assert_eq!(after.len() + outcome.suppressed.len(), all.len(), "{name}: {rule}");
            // A suppression beats the baseline.
            let (outcome, left) = check_with(&deployment, baseline.clone());
            assert_eq!(shown(&deployment, &outcome), [], "{name}: {rule}");
            assert_eq!(outcome.known.len() + outcome.suppressed.len(), all.len(), "{name}: {rule}");
            assert_eq!(left, outcome.suppressed.len(), "{name}: {rule}");
        }
    }
}

#[test]
fn a_baseline_does_not_care_about_lines() {
    for name in common::BROKEN {
        let tree = common::fixture(name);
        let deployment = common::deployment(&tree);
        let baseline = baseline_of(&deployment);
        assert_eq!(Baseline::parse(&baseline.to_json()), Ok(baseline.clone()));
        assert_eq!(baseline_of(&deployment).to_json(), baseline.to_json(), "{name}: not deterministic");
        let moved = changed(&tree, |path, text| {
            let mark = comment(path)?;
            let lines: Vec<String> = text.lines().map(|line| format!("\t  {line}")).collect();
            Some(format!("{mark} a new line\n\n{}\n\n{mark} the end\n", lines.join("\n")))
        });
        let deployment = common::deployment(&moved);
        let (outcome, left) = check_with(&deployment, baseline.clone());
        assert_eq!(shown(&deployment, &outcome), [], "{name}");
        assert_eq!((outcome.known.len(), left), (baseline.len(), 0), "{name}");
        let lines = baseline.to_json();
        assert!(!lines.contains("\"line\"") && !lines.contains("\"offset\""), "{lines}");
    }
}

fn lua(options: &str) -> MemoryTree {
    let mut tree = MemoryTree::new();
    tree.file(
        "etc/prosody/prosody.cfg.lua",
        format!("modules_enabled = {{ \"register\" }}\nauthentication = \"internal_hashed\"\n{options}"),
    )
    .file(
        "etc/jitsi/meet/meet.example.org-config.js",
        "var config = { hosts: { domain: 'meet.example.org', muc: 'c.meet.example.org' } };",
    )
    .file("etc/jitsi/jicofo/jicofo.conf", "jicofo { }");
    tree
}

#[test]
fn a_baseline_counts_and_follows_the_text() {
    let host = "VirtualHost \"meet.example.org\"\n";
    let one = common::deployment(&lua(&format!("allow_registration = true\nfoo = 1\n{host}")));
    let baseline = baseline_of(&one);
    assert!(baseline.to_json().contains("auth/open-registration"), "{}", baseline.to_json());
    // Another order, and other options around it.
    let other = common::deployment(&lua(&format!("bar = 2\nfoo = 1\nallow_registration=true\n{host}")));
    let (outcome, left) = check_with(&other, baseline.clone());
    assert_eq!((shown(&other, &outcome), left), (vec![], 0));
    // A second one of the same kind is new.
    let host_twice = format!("{host}allow_registration = true\n");
    let twice = common::deployment(&lua(&format!("allow_registration = true\nfoo = 1\n{host_twice}")));
    let raw = common::check(&twice).diagnostics.len();
    let (outcome, _) = check_with(&twice, baseline.clone());
    assert_eq!(outcome.diagnostics.len() + outcome.known.len(), raw);
    // What was mended is left over.
    let mended = common::deployment(&lua(&format!("allow_registration = false\nfoo = 1\n{host}")));
    let (outcome, left) = check_with(&mended, baseline);
    assert_eq!((shown(&mended, &outcome), left), (vec![], 1));
}

/// A suppression at another place of the finding does nothing, and is told where it belongs.
#[test]
fn a_suppression_belongs_to_the_text_to_change() {
    let tree = common::fixture("broken-jwt");
    let host = "etc/prosody/conf.avail/meet.acme.org.cfg.lua";
    let comment = "    -- jitsi-doctor: ignore auth/jicofo-auth-with-token-host -- a test\n    authentication = \"token\"";
    let misplaced = changed(&tree, |path, text| {
        (path == host).then(|| text.replacen("    authentication = \"token\"", comment, 1))
    });
    let deployment = common::deployment(&misplaced);
    let outcome = common::check(&deployment);
    let finding =
        |rule: &str| outcome.diagnostics.iter().find(|finding| finding.rule == rule).expect("a finding");
    let stale = finding("suppression/stale");
    let real = finding("auth/jicofo-auth-with-token-host");
    assert_eq!(stale.related[0].span, real.primary.span);
    assert!(outcome.suppressed.is_empty());
}

#[test]
fn no_file_silences_what_stops_a_service() {
    let mut tree = lua("-- jitsi-doctor: ignore syntax/invalid-lua -- it worked\nx = = 1\n");
    tree.file(
        "etc/jitsi/jitsi-doctor.toml",
        "[rules]\n\"syntax\" = \"off\"\n\"*\" = \"info\"\n[[ignore]]\nrule = \"*\"\nreason = \"quiet\"\n",
    );
    let deployment = common::deployment(&tree);
    let errors = |outcome: &Outcome| {
        outcome
            .diagnostics
            .iter()
            .any(|finding| finding.rule == "syntax/invalid-lua" && finding.severity.name() == "error")
    };
    assert!(deployment.policy.errors.is_empty());
    assert!(errors(&common::check(&deployment)));
    let baseline = baseline_of(&deployment);
    assert!(!baseline.to_json().contains("\"rule\": \"syntax/invalid-lua\""));
    assert!(errors(&check_with(&deployment, baseline).0));
}

#[test]
fn baselines_and_policies_hold_no_secrets() {
    for name in common::BROKEN.into_iter().chain(common::CORRECT) {
        let deployment = common::deployment(&common::fixture(name));
        let json = baseline_of(&deployment).to_json();
        for secret in &deployment.secrets {
            let text = deployment.sources.slice(*secret).trim_matches(['"', '\'']);
            assert!(text.len() < 6 || !json.contains(text), "{name}");
        }
    }
    // A secret that somebody wrote into the policy, against the rules.
    let mut tree = lua("VirtualHost \"meet.example.org\"\n");
    for policy in [
        "[[expect]]\npath = \"prosody.global.app_secret\"\nequals = \"hunter2-canary\"\n",
        "[[expect]]\npath = \"prosdy.app_secret\"\none_of = [\"x\", \"hunter2-canary\"]\n",
        "[[expect]]\npath = \"turn.static-auth-secret\"\nmatches = \"hunter2-canary\"\nnonsense = 1\n",
        "app_secret = \"hunter2-canary\"\n",
    ] {
        tree.file("etc/jitsi/jitsi-doctor.toml", policy);
        let deployment = common::deployment(&tree);
        assert!(!deployment.policy.errors.is_empty());
        let outcome = Outcome::default();
        let text = human::policy_errors(&Report::new(&deployment, &outcome), &human::Options::default());
        assert!(text.contains("jitsi-doctor.toml") && !text.contains("canary"), "{text}");
    }
}

#[test]
fn the_command_line_beats_the_file_for_rules() {
    let mut tree = lua("allow_registration = true\nVirtualHost \"meet.example.org\"\n");
    tree.file("etc/jitsi/jitsi-doctor.toml", "[rules]\n\"auth\" = \"off\"\n");
    let deployment = common::deployment(&tree);
    let outcome = common::check(&deployment);
    assert!(outcome.switched_off.contains(&"auth/open-registration"));
    let select = jitsi_doctor::check::Pattern::new("auth/open-registration", &rules::ALL).expect("a rule");
    let selection = jitsi_doctor::check::Selection { select: vec![select], ..Default::default() };
    let outcome = run_with(&rules::ALL, &deployment, Request { selection, ..Request::default() });
    assert_eq!((outcome.rules_run, outcome.diagnostics.len()), (1, 1));
}

const POLICY: &str = r#"
fail-on = "warning"

[rules]
"rooms/lobby-name-*" = "off"
"auth/jicofo-auth-with-token-host" = "info"

[[ignore]]
rule = "auth/jwt-secret-is-a-path"
file = "etc/prosody/*"
reason = "the vault wants it so"

[[expect]]
path = 'prosody.hosts["meet.acme.org"].options.authentication'
one_of = ["internal_hashed", "ldap"]
message = "people log in with a password here"
"#;

#[test]
fn the_report_says_what_is_left_out() {
    let mut tree = common::fixture("broken-jwt");
    tree.file("etc/jitsi/jitsi-doctor.toml", POLICY);
    let deployment = common::deployment(&tree);
    let outcome = common::check(&deployment);
    let report = Report::new(&deployment, &outcome).gone(Some(2));
    let write = |format, options: &human::Options| {
        let mut out = Vec::new();
        report.write(format, options, &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("UTF-8")
    };
    let options = human::Options { verbose: true, ..human::Options::default() };
    let text = write(Format::Human, &options);
    // The number of rules grows.
    let number = (outcome.rules_run - outcome.undecided_rules()).to_string();
    let skipped = outcome.skipped.len();
    let text = text.replace(&format!(" {number} rules"), " [N] rules");
    insta::assert_snapshot!(text.replace(&format!(", {skipped} not run"), ", [N] not run"));
    let json: serde_json::Value = serde_json::from_str(&write(Format::Json, &options)).expect("JSON");
    let schema = serde_json::from_str(JSON_SCHEMA).expect("JSON");
    assert!(jsonschema::is_valid(&schema, &json));
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["summary"]["suppressed"], 1);
    assert_eq!(json["suppressed"][0]["diagnostic"]["rule"], "auth/jwt-secret-is-a-path");
    assert_eq!(json["suppressed"][0]["reason"], "the vault wants it so");
    assert_eq!(json["suppressed"][0]["by"]["line"], 9);
    assert_eq!(json["policy"]["fail_on"], "warning");
    assert_eq!(json["policy"]["severities"][0]["severity"], "info");
    assert_eq!(json["baseline"]["gone"], 2);
}

// From here on the binary, from outside.

fn doctor(args: &[&str], root: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsi-doctor"));
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
    command.current_dir(root).args(args).output().expect("the binary runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a directory")).expect("created");
    fs::write(path, content).expect("written");
}

/// An installation with one error.
fn host() -> TempDir {
    let dir = TempDir::new().expect("a directory");
    for (path, bytes) in lua("allow_registration = true\nVirtualHost \"meet.example.org\"\n").files() {
        write(dir.path(), path, &String::from_utf8_lossy(bytes));
    }
    dir
}

const CHECK: [&str; 5] =
    ["check", ".", "--select", "auth/open-registration,suppression,site", "--format=human"];

fn check(dir: &TempDir, more: &[&str]) -> Output {
    doctor(&[&CHECK, more].concat(), dir.path())
}

#[test]
fn a_suppressed_error_does_not_count_and_is_counted() {
    let dir = host();
    assert_eq!(code(&check(&dir, &[])), 1);
    let path = dir.path().join("etc/prosody/prosody.cfg.lua");
    let text = fs::read_to_string(&path).expect("a text");
    let said = "allow_registration = true -- jitsi-doctor: ignore auth/open-registration -- closed network";
    fs::write(&path, text.replace("allow_registration = true", said)).expect("written");
    let output = check(&dir, &["--fail-on=info"]);
    assert_eq!(code(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("no problems found - 1 suppressed"), "{}", out(&output));
    assert!(!out(&output).contains("closed network"));
    let verbose = out(&check(&dir, &["-v"]));
    let words: Vec<&str> = verbose.split_whitespace().collect();
    assert!(words.join(" ").contains("because: closed network (etc/prosody/prosody.cfg.lua:3)"), "{verbose}");
    // Checked alone, a file may have suppressions that are about other files.
    fs::write(&path, text.replace("allow_registration = true", &said.replace("= true", "= false")))
        .expect("written");
    assert_eq!(code(&check(&dir, &["--fail-on=info"])), 1);
    let alone = ["check", "etc/prosody/prosody.cfg.lua", "--select=suppression,auth", "--fail-on=info"];
    assert_eq!(code(&doctor(&alone, dir.path())), 0);
}

#[test]
fn a_policy_is_found_given_or_left_out() {
    let ignore = "[[ignore]]\nrule = \"auth/open-registration\"\nreason = \"x\"\n";
    for place in ["jitsi-doctor.toml", "etc/jitsi/jitsi-doctor.toml"] {
        let dir = host();
        write(dir.path(), place, ignore);
        let output = check(&dir, &[]);
        assert_eq!(code(&output), 0, "{place}: {}", out(&output));
        // A tree that somebody else wrote cannot hide errors in silence.
        assert!(out(&output).contains(&format!("From {place}: 1 finding suppressed.")), "{}", out(&output));
        assert_eq!(code(&check(&dir, &["--no-config"])), 1);
        assert_eq!(code(&check(&dir, &["--config", "/dev/null"])), 2);
        write(dir.path(), "other.toml", "fail-on = \"never\"\n");
        let output = check(&dir, &["--config", "other.toml"]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("/other.toml: fail-on is never."), "{}", out(&output));
        assert_eq!(code(&check(&dir, &["--config", "other.toml", "--fail-on=error"])), 1);
    }
    let dir = host();
    write(dir.path(), "jitsi-doctor.toml", ignore);
    write(dir.path(), "etc/jitsi/jitsi-doctor.toml", ignore);
    let output = check(&dir, &[]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("there are two files jitsi-doctor.toml"), "{}", err(&output));
}

#[test]
fn an_invalid_policy_is_an_error_with_its_place() {
    let dir = host();
    write(
        dir.path(),
        "etc/jitsi/jitsi-doctor.toml",
        "[rules]\n\"auth/open-registratoin\" = \"off\"\n\n[[ignore]]\nrule = \"auth/*\"\nreson = \"x\"\n",
    );
    let output = check(&dir, &[]);
    assert_eq!(code(&output), 2);
    assert!(output.stdout.is_empty());
    insta::assert_snapshot!(err(&output));
    for args in [["--config", "nothing.toml"], ["--config", "."]] {
        let output = check(&dir, &args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).starts_with("error: cannot read"), "{}", err(&output));
    }
}

#[test]
fn a_baseline_hides_what_was_there() {
    let dir = host();
    let output = check(&dir, &["--write-baseline", "known.json"]);
    assert_eq!(code(&output), 0, "{}", out(&output));
    assert!(out(&output).contains("error[auth/open-registration]"));
    assert!(out(&output).contains("The baseline known.json holds 1 finding."), "{}", out(&output));
    let known = ["--baseline", "known.json"];
    let output = check(&dir, &known);
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("no new problems found - 1 known"), "{}", out(&output));
    assert!(!out(&output).contains("error["));

    // Something new.
    write(dir.path(), "etc/jitsi/jitsi-doctor.toml", "[[expect]]\npath = \"prosody.global.x\"\nequals = 1\n");
    let output = check(&dir, &known);
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("1 error - 1 known"), "{}", out(&output));
    // Both, in one go: read, then written anew.
    assert_eq!(code(&check(&dir, &["--baseline", "known.json", "--write-baseline", "known.json"])), 0);
    assert!(out(&check(&dir, &known)).contains("2 known"));

    // Mended.
    fs::remove_file(dir.path().join("etc/jitsi/jitsi-doctor.toml")).expect("removed");
    let output = check(&dir, &known);
    assert!(
        out(&output).contains("1 finding of the baseline no longer occurs: write it again."),
        "{}",
        out(&output)
    );
    // Rules that do not run find nothing; that says nothing.
    let output = doctor(&["check", ".", "--select=turn", "--baseline=known.json"], dir.path());
    assert!(!out(&output).contains("no longer"), "{}", out(&output));
}

#[test]
fn a_baseline_that_cannot_be_used_is_an_error() {
    let dir = host();
    write(dir.path(), "text.json", "findings");
    write(dir.path(), "new.json", "{ \"baseline_version\": 2, \"findings\": [] }");
    write(
        dir.path(),
        "count.json",
        "{ \"baseline_version\": 1, \"findings\": [{ \"rule\": \"x\", \"count\": -1 }] }",
    );
    for name in ["text.json", "new.json", "count.json", "nothing.json", "."] {
        let output = check(&dir, &["--baseline", name]);
        assert_eq!(code(&output), 2, "{name}");
        assert!(output.stdout.is_empty() && err(&output).starts_with("error: "), "{name}: {}", err(&output));
    }
    let output = check(&dir, &["--write-baseline", "no/such/directory.json"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("The baseline was not written"), "{}", err(&output));
}
