//! The clock of the machine is on its own, where tickets with a time are checked.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Verdict;
use crate::load::Evidence;
use crate::model::{Deployment, Turn};
use crate::text::Span;

/// See the page.
pub struct ClockNotSynchronised;

static META: Meta = Meta {
    id: "host/clock-not-synchronised",
    severity: Severity::Warning,
    title: "clock on its own",
    restart: &[],
    follows: &[],
    page: include_str!("clock_not_synchronised.md"),
};

impl Rule for ClockNotSynchronised {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some((what, place)) = ticket(deployment) else { return };
        let synchronised = deployment.host.flag(&["time", "synchronised"]);
        let Some((false, origin)) = sink.known(&synchronised) else { return };
        let finding = Finding::new(Problem {
            place: origin.span,
            label: "systemd-timesyncd got no answer since it started".into(),
            message: format!("{what} stop working when the clock of this machine is some minutes off"),
            effect: format!(
                "{} hold a time, which is compared with the clock of this machine. No time server has answered it since it started.",
                capitalised(what)
            ),
            help: "Run `timedatectl timesync-status`. Let UDP port 123 out through the firewall, or name a server that can be reached as \
                   `NTP=` in `/etc/systemd/timesyncd.conf`, and run `systemctl restart systemd-timesyncd`."
                .into(),
        });
        sink.report(finding.about("clock").related(place, "what depends on it"));
    }
}

/// What has a time in it, and where it is set up.
fn ticket(deployment: &Deployment) -> Option<(&'static str, Span)> {
    let prosody = deployment.prosody.as_ref();
    let tokens = prosody.and_then(|prosody| {
        prosody.token_hosts().find(|(_, verdict)| matches!(verdict, Verdict::Yes)).map(|(host, _)| host.place)
    });
    let secret = deployment.turn.as_ref().map(Turn::secret);
    let relay = secret.filter(crate::fact::Fact::is_set).and_then(|secret| secret.place());
    tokens.map(|place| ("tokens", place)).or_else(|| relay.map(|place| ("passwords for the relay", place)))
}

fn capitalised(what: &str) -> &str {
    if what == "tokens" { "Tokens" } else { "Passwords for the relay" }
}
