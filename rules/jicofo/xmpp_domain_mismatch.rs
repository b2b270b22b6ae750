//! Jicofo's `xmpp-domain` is not the domain of `config.js`.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct XmppDomainMismatch;

static META: Meta = Meta {
    id: "jicofo/xmpp-domain-mismatch",
    severity: Severity::Error,
    title: "Jicofo works for another domain",
    restart: &[Service::Jicofo],
    follows: &["prosody/main-host-missing", "jicofo/legacy-property-shadows"],
    page: include_str!("xmpp_domain_mismatch.md"),
};

impl Rule for XmppDomainMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jicofo) = &deployment.jicofo else { return };
        let domain = jicofo.xmpp_domain();
        let served = deployment.sites().fold(Verdict::No, |verdict, site| {
            verdict.or(match (&domain, site.web.domain()) {
                (Fact::Known(this, _), that) => that.is(|that| that == this),
                _ => Verdict::No,
            })
        });
        let Some(site) = deployment.sites().find(|site| site.web.domain().is_set()) else { return };
        let Some((this, origin)) = sink.known(&domain) else { return };
        if !sink.no(served) {
            return;
        }
        let that = site.web.domain();
        let Some((wanted, other)) = sink.known(&that) else { return };
        let finding = Finding::new(Problem {
            place: origin.span,
            label: format!("`config.js` sends users to `{wanted}`"),
            message: "Jicofo serves another domain: breakout rooms, lobby and more are not found".into(),
            effect: format!(
                "Jicofo looks for the services of the meetings below `{this}`, but users and services are on `{wanted}`. \
                 Its log says \"No breakout room component discovered.\""
            ),
            help: format!("Write `xmpp-domain = \"{wanted}\"` in `jicofo.xmpp.client`."),
        })
        .about(wanted)
        .related(other.span, "browsers connect to this domain");
        sink.report(finding);
    }
}
