//! A recorder logs in on a domain where Prosody takes no passwords.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Origin, Verdict};
use crate::model::{Deployment, Jid, Login, Prosody};

/// See the page.
pub struct AccountHostMissing;

static META: Meta = Meta {
    id: "recording/account-host-missing",
    severity: Severity::Error,
    title: "the recorder's account has no home",
    restart: &[Service::Prosody, Service::Jibri],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "recording/hidden-domain-mismatch",
        "recording/hidden-domain-of-people",
    ],
    page: include_str!("account_host_missing.md"),
};

impl Rule for AccountHostMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let recorders = deployment.recorders();
        if deployment.jibri.is_some() {
            let Some((recorders, _)) = sink.known(&recorders) else { return };
            for recorder in recorders {
                if matches!(recorder.connects_here(deployment), Verdict::No) {
                    continue;
                }
                let places = [
                    (recorder.control_login(), "the recorder cannot wait for requests", "control-login"),
                    (recorder.call_login(), "the recorder cannot join the meeting", "call-login"),
                ];
                for (account, what, block) in places {
                    let Some((Jid { domain, .. }, origin)) = sink.known(&account) else { continue };
                    let Some(label) = fault(prosody, domain, sink) else { continue };
                    if sink.yes(recorder.connects_here(deployment)) {
                        let help = format!(
                            "Correct `domain` in `{block}`, or add `VirtualHost \"{domain}\"` with `authentication = \
                             \"internal_hashed\"` to Prosody's configuration and register the account there."
                        );
                        sink.report(finding(deployment, origin, domain, label, what, help));
                    }
                }
            }
            return;
        }
        for site in deployment.sites() {
            // Without Jibri here the page tells where recorders log in.
            if site.main().is_none() || !matches!(site.offers_recording(), Verdict::Yes) {
                continue;
            }
            let hidden = site.web.text("hiddenDomain");
            let Some((domain, origin)) = sink.known(&hidden) else { continue };
            let Some(label) = fault(prosody, domain, sink) else { continue };
            let help = format!(
                "Add `VirtualHost \"{domain}\"` with `authentication = \"internal_hashed\"` to Prosody's configuration, and \
                 register the recorder's account there."
            );
            sink.report(finding(deployment, origin, domain, label, "a recorder cannot join", help));
        }
    }
}

/// Why nobody can log in there with a password.
fn fault(prosody: &Prosody, domain: &str, sink: &mut Sink<'_>) -> Option<&'static str> {
    let Some(host) = prosody.virtual_host(domain).found() else {
        return sink
            .no(prosody.virtual_host(domain).exists())
            .then_some("no VirtualHost of Prosody has this name");
    };
    let login = prosody.login(host);
    match &login {
        Fact::Known(Login::Token, _) => Some("this VirtualHost wants tokens, not passwords"),
        Fact::Known(Login::Anonymous, _) => Some("this VirtualHost takes no passwords"),
        other => {
            sink.known(other);
            None
        }
    }
}

fn finding(
    deployment: &Deployment,
    origin: &Origin,
    domain: &str,
    label: &str,
    what: &str,
    help: String,
) -> Finding {
    let similar = deployment.prosody.iter().flat_map(|prosody| prosody.virtual_hosts());
    let similar = similar.into_iter().find(|host| {
        let first = host.name.split('.').next().unwrap_or_default();
        matches!(first, "recorder" | "hidden") && host.name != domain
    });
    Finding::new(Problem {
        place: origin.span,
        label: label.into(),
        message: format!("recordings do not start: {what}"),
        effect: format!(
            "Jibri logs in with a name and a password on `{domain}`, where Prosody does not take them. The recording stays at \
             \"pending\" and ends with \"FailedToJoinCall\"."
        ),
        help,
    })
    .about(deployment.subject_of(domain))
    .related_opt(similar.map(|host| host.place), "recorders may be meant to log in here")
}
