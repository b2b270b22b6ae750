//! Prosody has a VirtualHost for guests, but `config.js` does not name it.

use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Login, Prosody, Site};
use crate::text::Span;

/// See the page.
pub struct AnonymousdomainMissing;

static META: Meta = Meta {
    id: "auth/anonymousdomain-missing",
    severity: Severity::Error,
    title: "guest VirtualHost that config.js does not name",
    restart: &[],
    follows: &["web/hosts-key-outside-hosts"],
    page: include_str!("anonymousdomain_missing.md"),
};

impl Rule for AnonymousdomainMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let free = free_hosts(prosody, deployment);
        if free.is_empty() {
            return;
        }
        for site in deployment.sites() {
            let Some(main) = sink.value(site.main_host()) else { continue };
            if !matches!(main.login, Login::Password | Login::Token) {
                continue;
            }
            let Some(guest) = free.iter().find(|host| belongs_to(host, &main.host.name)) else {
                continue;
            };
            if !sink.absent(&site.web.anonymous_domain())
                || !sink.yes(prosody.login(guest).is(|login| *login == Login::Anonymous))
            {
                continue;
            }
            // Where people may come without a token, or another site may be meant, guests are not surely locked out.
            let alone = deployment.webs.len() == 1;
            let open =
                main.login == Login::Token && !matches!(prosody.accepts_no_token(main.host), Verdict::No);
            let severity = if alone && !open { Severity::Error } else { Severity::Warning };
            let (place, label) = place_of(&site);
            let line = format!("anonymousdomain: '{}',", guest.name);
            let fix = match label == MISSPELT {
                true => format!("Write this line as `{line}`."),
                false => format!("Write `{line}` into the `hosts` object of `config.js`."),
            };
            sink.report(
                Finding::new(Problem {
                    place,
                    label: label.into(),
                    message: match open {
                        true => "the VirtualHost for guests is never used".into(),
                        false => "nobody can join a meeting without logging in".into(),
                    },
                    effect: format!(
                        "Browsers only connect to `{}` when `config.js` names it. Without that, everybody connects to \
                         `{}`, where a login is needed.",
                        guest.name, main.host.name
                    ),
                    help: format!("{fix} If guests are not wanted, delete that VirtualHost."),
                })
                .about(&guest.name)
                .severity(severity)
                .related(guest.place, "Prosody serves guests here")
                .related(main.place, "this VirtualHost needs a login"),
            );
        }
    }
}

/// The hosts that may be anonymous and that no `config.js` surely uses.
fn free_hosts<'p>(prosody: &'p Prosody, deployment: &Deployment) -> Vec<&'p Host> {
    let used: BTreeSet<String> = deployment
        .sites()
        .flat_map(|site| [site.web.domain(), site.web.anonymous_domain()])
        .filter_map(|name| if let Fact::Known(name, _) = name { Some(name) } else { None })
        .collect();
    let may_be_anonymous =
        |host: &Host| !matches!(prosody.login(host).is(|login| *login == Login::Anonymous), Verdict::No);
    let unused = |host: &Host| !used.contains(host.name.trim_end_matches('.'));
    prosody.virtual_hosts().filter(|host| unused(host) && may_be_anonymous(host)).collect()
}

/// Prosody may serve other things than Jitsi: only what looks like this site's guests counts.
fn belongs_to(host: &Host, main: &str) -> bool {
    host.name.strip_suffix(main).is_some_and(|front| front.ends_with('.')) || host.name.starts_with("guest")
}

const MISSPELT: &str = "the name is `anonymousdomain`, in small letters";

/// The text to change: the name in other letters, or else the object where it has to go.
fn place_of(site: &Site<'_>) -> (Span, &'static str) {
    let hosts = site.web.entry("hosts").and_then(|hosts| hosts.node.as_map());
    let misspelt =
        hosts.and_then(|hosts| hosts.iter().find(|entry| entry.key.eq_ignore_ascii_case("anonymousdomain")));
    match misspelt {
        Some(entry) => (entry.key_span, MISSPELT),
        None => {
            let place = site.web.anonymous_domain().place();
            (place.unwrap_or(Span::start_of(site.web.file)), "no `anonymousdomain` is written here")
        }
    }
}
