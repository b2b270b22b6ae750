//! What the files of the guard say.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Purpose;

/// The name of the drop-ins.
pub const DROP_IN: &str = "50-jitsi-doctor.conf";

/// While this file is there, services start unchecked.
pub const SKIP: &str = "/run/jitsi-doctor.skip";

/// What the nightly run has shown before.
pub const BASELINE: &str = "/var/lib/jitsi-doctor/baseline.json";

/// The start of the last line of `check --for` when the service must not be started. The guard believes no exit code
/// without it: 1 is also what a shell or another program of this name may end with.
pub const REFUSAL: &str = "jitsi-doctor: would not start:";

/// What the first line of every file says behind the mark of a comment. The version and a sum over the rest of the file follow.
const SIGNATURE: &str = "Written by `jitsi-doctor guard install`, version ";

/// The whole file for a purpose.
pub(super) fn text(purpose: Purpose, program: &str) -> String {
    let (comment, body) = match purpose {
        Purpose::Start(service) => ("#", drop_in(service.unit(), program)),
        Purpose::Upgrades => ("//", apt(program)),
        Purpose::Nightly => ("#", nightly(program)),
        Purpose::Timer => ("#", TIMER.to_owned()),
    };
    let version = env!("CARGO_PKG_VERSION");
    format!("{comment} {SIGNATURE}{version}, sum {}\n{body}", sum(&body))
}

/// Whether one of our files is as we wrote it, in whatever version; `None` if it is not ours.
pub(super) fn is_as_written(text: &str) -> Option<bool> {
    let (first, body) = text.split_once('\n').unwrap_or((text, ""));
    let (comment, said) = first.split_once(' ')?;
    if !["#", "//"].contains(&comment) {
        return None;
    }
    let (_, written) = said.strip_prefix(SIGNATURE)?.rsplit_once(", sum ")?;
    Some(written == sum(body))
}

fn sum(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Makes sure that a path means the same to systemd, apt and a shell without any quotes.
pub fn check_program(path: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._+-".contains(c);
    if !path.starts_with('/') {
        return Err(format!("{path} is not a path from the root"));
    }
    match path.chars().find(|c| !plain(*c)) {
        Some(odd) => {
            Err(format!("the path {path} contains `{odd}`, which systemd or a shell reads otherwise"))
        }
        None => Ok(()),
    }
}

/// Asks before a service starts.
///
/// systemd does not start a service of which an `ExecStartPre` fails, and `-` before it would hide findings too. So a shell
/// stands between: it fails only if jitsi-doctor ended with 1 and its last line is [`REFUSAL`]. Whatever else happens (no such program,
/// a usage that it does not know, a crash, a signal, ten seconds without an answer, output without an end) the service starts. `+` gives the
/// rights to read all files, whatever user and sandbox the service has.
fn drop_in(unit: &str, program: &str) -> String {
    // The `?` is the end of a line, which would not survive the way through systemd's parser unchanged.
    let body = format!(
        r#"test -x {program} || exit 0
if test -e {SKIP}; then
  echo "jitsi-doctor: {unit} is not checked while there is {SKIP}"; exit 0
fi
said=$( {{ timeout -k 1 10 {program} check --for {unit} --offline --quiet --color never 2>&1 </dev/null;
  echo "code=$?"; }} | tail -c 30000 )
case "$said" in
  *"{REFUSAL} {unit}"?"code=1") ;;
  *) exit 0 ;;
esac
printf "%s\n" "${{said%code=1}}" >&2
echo "To start it all the same: sudo touch {SKIP} (it counts until it is removed, or until the next boot)" >&2
exit 1"#
    );
    format!(
        "# Before {unit} starts, its configuration is checked. Only what would keep it from starting stops it here.\n\
         # What jitsi-doctor itself does wrong never does. See `jitsi-doctor guard --help`.\n\
         [Service]\n\
         ExecStartPre=+/bin/sh -c '{}'\n",
        for_systemd(&body)
    )
}

/// A script inside of the single quotes of a command line of systemd: it expands `$` and `%`, knows escapes as C does, and wants one line.
fn for_systemd(script: &str) -> String {
    debug_assert!(!script.contains('\''));
    script.replace('\\', "\\\\").replace('$', "$$").replace('%', "%%").replace('\n', "\\n\\\n")
}

/// Looks after an upgrade, and never fails: apt would take that for a failure of the upgrade.
fn apt(program: &str) -> String {
    format!(
        "// After packages were changed, what is new since the last nightly check is shown. It never makes apt fail.\n\
         DPkg::Post-Invoke {{\n\
         \x20 \"if test -x {program}; then set --; \
         if test -s {BASELINE}; then set -- --baseline {BASELINE}; fi; \
         timeout -k 1 60 {program} check --offline --quiet --color never $@ 2>/dev/null </dev/null; fi; true\";\n\
         }};\n"
    )
}

/// Looks every night.
fn nightly(program: &str) -> String {
    let script = format!(
        r#"if test -s {BASELINE}; then set -- --baseline {BASELINE}; fi
exec {program} check --offline --quiet --color never "$@" --write-baseline {BASELINE}"#
    );
    format!(
        "# Shows in the journal what is new since the last run: journalctl -u jitsi-doctor\n\
         [Unit]\n\
         Description=Look for new mistakes in the configuration of Jitsi Meet\n\
         ConditionFileIsExecutable={program}\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         ExecStart=/bin/sh -c '{}'\n\
         # Findings are no failure of this service.\n\
         SuccessExitStatus=1\n\
         SyslogLevel=warning\n\
         StateDirectory=jitsi-doctor\n\
         TimeoutStartSec=5min\n\
         Nice=19\n\
         IOSchedulingClass=idle\n\
         NoNewPrivileges=yes\n\
         ProtectSystem=strict\n\
         ProtectHome=read-only\n\
         PrivateTmp=yes\n",
        for_systemd(&script)
    )
}

/// When the nightly run is.
const TIMER: &str = "[Unit]
Description=Look for new mistakes in the configuration of Jitsi Meet every night

[Timer]
OnCalendar=*-*-* 04:00
RandomizedDelaySec=1h
Persistent=true

[Install]
WantedBy=timers.target
";
