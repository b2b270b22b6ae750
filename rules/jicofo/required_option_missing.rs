//! Jicofo lacks an option without which it does not start or cannot log in.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::value::Reason;

/// See the page.
pub struct RequiredOptionMissing;

static META: Meta = Meta {
    id: "jicofo/required-option-missing",
    severity: Severity::Error,
    title: "Jicofo without an option it needs",
    restart: &[Service::Jicofo],
    follows: &["syntax/invalid-hocon", "jicofo/section-outside-root"],
    page: include_str!("required_option_missing.md"),
};

impl Rule for RequiredOptionMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let Some((file, _)) = &jicofo.layers.hocon else { return };
        if matches!(jicofo.boolean("jicofo.xmpp.client.enabled"), Fact::Known(false, _)) {
            return;
        }
        let path = |name: &str| format!("jicofo.xmpp.client.{name}");
        let missing = |name: &&str, sink: &mut Sink<'_>| match *name {
            "password" => sink.absent(&jicofo.secret(&path(name))),
            name => sink.absent(&jicofo.text(&path(name))),
        };
        let lacking: Vec<&str> = REQUIRED
            .into_iter()
            .filter(|name| missing(name, sink) && !jicofo.layers.is_misspelt(&path(name)))
            .collect();
        let Some(first) = lacking.first() else { return };
        // Before autumn 2022 the start script took all of this from the file beside, and handed it on.
        let handed_on =
            |name: &str| jicofo.layers.env.as_ref().is_some_and(|(_, env)| env.root.get(name).is_some());
        let old_way = || ["JICOFO_HOSTNAME", "JICOFO_AUTH_DOMAIN", "JICOFO_OPTS"].into_iter().any(handed_on);
        match deployment.jitsi_release() {
            Some(release) if release < FIRST_WITHOUT_ARGUMENTS => return,
            None if old_way() => return,
            None if lacking.len() == REQUIRED.len() => {
                let reason = "a Jicofo of before autumn 2022 has this from its command line, and its release is not known";
                return sink.cannot_tell(Reason::new(reason), jicofo.text(&path(first)).place());
            }
            _ => {}
        }
        let place = jicofo.text(&path(first)).place().unwrap_or(crate::text::Span::start_of(*file));
        let starts = lacking == ["password"];
        let names = lacking.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let finding = Finding::new(Problem {
            place,
            label: format!("{names} is missing in `jicofo.xmpp.client`"),
            message: match starts {
                true => "no meeting can begin: Jicofo cannot log in".into(),
                false => "no meeting can begin: Jicofo does not start".into(),
            },
            effect: match starts {
                true => "Without a password Jicofo tries to log in without any name, which Prosody refuses for its account \
                         (\"not-authorized\")."
                    .into(),
                false => format!("{names} has no default. Jicofo ends with an exception as soon as it reads it."),
            },
            help: match deployment.sites().next().map(|site| site.web.domain()) {
                Some(Fact::Known(domain, _)) if *first == "xmpp-domain" => {
                    format!("Write `xmpp-domain = \"{domain}\"` in `jicofo.xmpp.client`.")
                }
                Some(Fact::Known(domain, _)) if *first == "domain" => {
                    format!("Write `domain = \"auth.{domain}\"` in `jicofo.xmpp.client`.")
                }
                _ => format!("Write {names} in `jicofo.xmpp.client`."),
            },
        });
        sink.report(finding.stops(if starts { &[] } else { &[Service::Jicofo] }));
    }
}

/// The first stable release whose Jicofo reads nothing of this from its command line.
const FIRST_WITHOUT_ARGUMENTS: u32 = 8044;

/// Options of `jicofo.xmpp.client` that have no default.
const REQUIRED: [&str; 3] = ["xmpp-domain", "domain", "password"];
