//! Jicofo's `client-proxy` is not the Component that passes requests to it.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, same_domain};

/// See the page.
pub struct ClientProxyMismatch;

static META: Meta = Meta {
    id: "jicofo/client-proxy-mismatch",
    severity: Severity::Warning,
    title: "Jicofo does not know its own Component",
    restart: &[Service::Jicofo],
    follows: &["jicofo/focus-component-missing"],
    page: include_str!("client_proxy_mismatch.md"),
};

impl Rule for ClientProxyMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let (Some(prosody), Some(jicofo)) = (&deployment.prosody, &deployment.jicofo) else { return };
        let proxies: Vec<&Host> = deployment
            .sites()
            .filter(|site| matches!(jicofo.serves(site), Verdict::Yes))
            .filter_map(|site| match site.web.focus() {
                Fact::Known(name, _) => prosody.host(&name).found(),
                _ => None,
            })
            .filter(|host| matches!(host.is_component("client_proxy"), Verdict::Yes))
            .collect();
        let Some(host) = proxies.first() else { return };
        let fact = jicofo.client_proxy();
        let (place, label) = match &fact {
            Fact::Known(name, _) if proxies.iter().any(|host| same_domain(&host.name, name)) => return,
            Fact::Known(_, origin) => {
                (origin.span, "no Component passes requests on under this name".to_owned())
            }
            Fact::Absent(_) if jicofo.layers.is_misspelt("jicofo.xmpp.client.client-proxy") => return,
            Fact::Absent(absent) => match absent.place {
                Some(place) => (place, "`client-proxy` is missing here".to_owned()),
                None => return,
            },
            Fact::Unknown(reason, origin) => return sink.cannot_tell(reason.clone(), Some(origin.span)),
        };
        let login = matches!(jicofo.auth().is_active(), Verdict::Yes);
        let mut finding = Finding::new(Problem {
            place,
            label,
            message: match login {
                true => "nobody can open a meeting, logged in or not".into(),
                false => "Jicofo cannot tell users apart: all seem to have one address".into(),
            },
            effect: format!(
                "Requests come to Jicofo through `{}`. Jicofo puts the user's own address in its place only for the \
                 Component it was told of; so every user seems to be on that domain, and a login is not found.",
                host.name
            ),
            help: format!("Write `client-proxy = \"{}\"` in `jicofo.xmpp.client`.", host.name),
        })
        .about(deployment.subject_of(&host.name))
        .related(host.place, "this Component passes requests on to Jicofo");
        if login {
            finding = finding.severity(Severity::Error);
        }
        sink.report(finding);
    }
}
