//! Prosody has a VirtualHost for recorders and Jicofo's list of trusted domains lacks it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Login, edit_distance, same_domain};
use crate::value::Value;

/// See the page.
pub struct RecorderNotTrusted;

static META: Meta = Meta {
    id: "jicofo/recorder-not-trusted",
    severity: Severity::Info,
    title: "recorder that Jicofo does not trust",
    restart: &[Service::Jicofo],
    follows: &["jicofo/section-outside-root"],
    page: include_str!("recorder_not_trusted.md"),
};

impl Rule for RecorderNotTrusted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        let list = jicofo.layers.hocon_value("jicofo.xmpp.trusted-domains");
        let listed: Vec<&str> = match &list {
            Fact::Known(node, _) => {
                node.as_list().unwrap_or_default().iter().filter_map(|item| item.as_str()).collect()
            }
            _ => Vec::new(),
        };
        // The name that the Debian packages give it, or nearly. Every site has the same list to add it to, so that
        // the first one speaks for all.
        let is_named = |name: &str| edit_distance(name.split('.').next().unwrap_or(name), "recorder") <= 1;
        let named: Vec<&Host> = prosody.virtual_hosts().filter(|host| is_named(&host.name)).collect();
        let mut said = false;
        for site in deployment.sites() {
            let Some(main) = site.main() else { continue };
            let hidden = site.web.text("hiddenDomain");
            // Where Jibri is on this machine it says itself where it logs in.
            let account = site.recorder();
            let of_jibri = |name: &str| {
                let same = account.is(|account| same_domain(name, &account.domain));
                deployment.jibri.is_some() && matches!(same, Verdict::Yes)
            };
            let known = |name: &str| prosody.virtual_host(name).found();
            let mut recorders: Vec<&Host> = match &account {
                Fact::Known(account, _) if deployment.jibri.is_some() => {
                    known(&account.domain).into_iter().collect()
                }
                _ => Vec::new(),
            };
            // With neither a list nor a room for recorders recording is off, and nobody waits for one.
            let wanted = deployment.jibri.is_some()
                || list.is_set()
                || !matches!(jicofo.text("jicofo.jibri.brewery-jid"), Fact::Absent(_));
            if !wanted {
                continue;
            }
            for host in prosody.virtual_hosts().filter(|host| is_recorder(&host.name)) {
            match &hidden {
                Fact::Known(hidden, _) => recorders.extend(known(hidden)),
                _ if !said => {
                    recorders.extend(&named);
                    said = true;
                }
                _ => {}
            }
            for host in recorders {
                let login = prosody.login(host);
                if !matches!(login, Fact::Known(Login::Password, _))
                    || listed.iter().any(|name| same_domain(name, &host.name))
                {
                    continue;
                }
                if let Fact::Unknown(reason, origin) = &list {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    continue;
                }
                let unknown = match &list {
                    Fact::Known(node, _) => {
                        node.as_list().into_iter().flatten().find_map(|item| match &item.value {
                            Value::Unknown(reason) => Some((reason.clone(), item.span)),
                            _ => None,
                        })
                    }
                    _ => None,
                };
                if let Some((reason, span)) = unknown {
                    sink.cannot_tell(reason, Some(span));
                    continue;
                }
                let Some(place) = list.place() else { continue };
                let finding = Finding::new(Problem {
                    place,
                    label: format!("`{}` is not among the trusted domains", host.name),
                    message: match of_jibri(&host.name) {
                        true => "recordings do not start: Jicofo does not trust the recorder's domain".into(),
                        false => "recording will not start once there is a recorder: Jicofo does not trust its domain"
                            .into(),
                    },
                    effect: format!(
                        "Jibri logs in on `{}` and tells Jicofo that it is a recorder. Jicofo believes that only of the domains \
                         in `trusted-domains` (\"Jibri signaled from a non-trusted domain\").",
                        host.name
                    ),
                    help: format!("Write `trusted-domains: [ \"{}\" ]` in `jicofo.xmpp`.", host.name),
                });
                let severity = if of_jibri(&host.name) { Severity::Error } else { META.severity };
                let finding = finding.severity(severity).about(&main.name);
                sink.report(finding.related(host.place, "recorders log in here"));
            }
        }
    }
}
