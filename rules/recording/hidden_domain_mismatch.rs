//! The page does not know by which domain it recognises the recorder.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Site, same_domain};

/// See the page.
pub struct HiddenDomainMismatch;

static META: Meta = Meta {
    id: "recording/hidden-domain-mismatch",
    severity: Severity::Error,
    title: "recorder that is seen as a participant",
    restart: &[],
    follows: &[
        "syntax/invalid-javascript",
        "syntax/javascript-stops-early",
        "recording/incomplete-environment",
    ],
    page: include_str!("hidden_domain_mismatch.md"),
};

impl Rule for HiddenDomainMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if deployment.jibri.is_none() {
            return;
        }
        let recorders = deployment.recorders();
        let Some((recorders, _)) = sink.known(&recorders) else { return };
        for site in deployment.sites() {
            let domain = site.web.domain();
            let own: Vec<_> = recorders
                .iter()
                .filter(|recorder| matches!(recorder.serves(&domain), Verdict::Yes))
                .map(|recorder| recorder.call_login())
                .collect();
            if own.is_empty() {
                continue;
            }
            self.judge(&site, &own, sink);
        }
    }
}

impl HiddenDomainMismatch {
    fn judge(&self, site: &Site<'_>, accounts: &[Fact<crate::model::Jid>], sink: &mut Sink<'_>) {
        let hidden = site.web.text("hiddenDomain");
        let Some((account, theirs)) = accounts.iter().find_map(|account| sink.known(account)) else { return };
        let (place, label) = match &hidden {
            Fact::Known(name, origin) => {
                let same = |account: &Fact<crate::model::Jid>| account.is(|it| same_domain(&it.domain, name));
                if !sink.no(accounts.iter().map(same).fold(Verdict::No, Verdict::or)) {
                    return;
                }
                (origin.span, format!("the recorder logs in on `{}`", account.domain))
            }
            unset => {
                if !sink.absent(unset) {
                    return;
                }
                let Some(place) = unset.place() else { return };
                (place, "`hiddenDomain` is missing".to_owned())
            }
        };
        let finding = Finding::new(Problem {
            place,
            label,
            message:
                "a recording shows the recorder as a participant and does not end when everybody has left"
                    .into(),
            effect: format!(
                "Browsers hide whoever logs in on `hiddenDomain`. The recorder logs in on `{}`, so everybody sees it in the \
                 meeting, and it counts itself among those who are still there.",
                account.domain
            ),
            help: format!("Write `hiddenDomain: '{}'` in `config`.", account.domain),
        });
        sink.report(finding.about(site.subject()).related(theirs.span, "where the recorder logs in"));
    }
}
