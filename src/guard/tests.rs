use super::*;

const PROGRAM: &str = "/usr/local/bin/jitsi-doctor";

#[test]
fn every_file_knows_itself() {
    for purpose in Purpose::all() {
        let text = purpose.text(PROGRAM);
        assert_eq!(State::of(&text, &text), State::Installed);
        let elsewhere = purpose.text("/usr/bin/jitsi-doctor");
        let expected = if text.contains(PROGRAM) { State::Outdated } else { State::Installed };
        assert_eq!(State::of(&elsewhere, &text), expected, "{}", purpose.path());
        assert_eq!(State::of(&format!("{text}# mine\n"), &text), State::Changed);
        let older = text.replacen(env!("CARGO_PKG_VERSION"), "0.0.1", 1);
        assert_eq!(State::of(&older, &text), State::Outdated);
        assert_eq!(State::of("", &text), State::Foreign);
        assert_eq!(State::of("[Service]\n", &text), State::Foreign);
    }
}

#[test]
fn paths_mean_the_same_everywhere() {
    assert_eq!(check_program(PROGRAM), Ok(()));
    for path in ["jitsi-doctor", "/opt/my tools/x", "/opt/a$b", "/opt/a%b", "/opt/a'b", "/opt/ü", "/opt/a;b"]
    {
        assert!(check_program(path).is_err(), "{path}");
    }
}

#[test]
fn no_line_in_the_middle_of_a_command_is_a_comment() {
    for purpose in Purpose::all() {
        let text = purpose.text(PROGRAM);
        let lines: Vec<&str> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0].ends_with('\\')) {
            assert!(!pair[1].trim_start().starts_with(['#', ';']), "{}", pair[1]);
        }
    }
}

#[test]
fn a_program_that_others_can_change_is_not_trusted() {
    let dir = tempfile::TempDir::new().expect("a directory");
    let program = dir.path().join("jitsi-doctor");
    std::fs::write(&program, "").expect("written");
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o777)).expect("set");
    assert!(is_roots_alone(&program).is_err());
    assert!(is_roots_alone(&dir.path().join("nothing")).is_err());
}
