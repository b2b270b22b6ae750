//! `token_verification` derives another host than the main one from the Component's name.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Host, Lookup};

/// See the page.
pub struct TokenVerificationParentUnresolved;

static META: Meta = Meta {
    id: "auth/token-verification-parent-unresolved",
    severity: Severity::Error,
    title: "room service whose name hides the token options",
    restart: &[Service::Prosody],
    follows: &[
        "prosody/include-target-missing",
        "prosody/host-file-not-linked",
        "prosody/main-host-missing",
        "rooms/muc-component-missing",
    ],
    page: include_str!("token_verification_parent_unresolved.md"),
};

impl Rule for TokenVerificationParentUnresolved {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for muc in prosody.components() {
            let loaded = muc.is_component("muc").and(prosody.modules(muc).has("token_verification"));
            let parent = prosody.verification_parent(muc);
            let unreadable = match &parent {
                Lookup::Found(parent) => prosody.option(parent, "app_id").missing(),
                Lookup::Missing => prosody.global_option("app_id").missing(),
                Lookup::Unknown(reason) => Verdict::CannotTell(reason.clone(), Some(muc.place)),
            };
            if matches!(loaded.clone().and(unreadable.clone()), Verdict::No) {
                continue;
            }
            let main =
                main_of(deployment, muc).or_else(|| prosody.token_hosts().next().map(|(host, _)| host));
            let Some(main) = main else { continue };
            let configured = prosody.option(main, "app_id").is(|_| true);
            if !sink.yes(loaded.and(unreadable).and(configured)) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: muc.place,
                label: format!("the module does not find `{}` in this name", main.name),
                message: "a token for one room opens every room".into(),
                effect: "To find the host with the token options, `token_verification` cuts the first word and the character after \
                         it off the Component's name. What is left of this name has no `app_id` (log: \"'app_id' must not \
                         be empty\"), and the module checks nothing."
                    .into(),
                help: format!(
                    "Name the Component `conference.{main}`, and the same in `hosts.muc` of config.js; or write `app_id` and \
                     the other token options before the first VirtualHost, where they count for all hosts.",
                    main = main.name
                ),
            })
            .about(deployment.subject_near(&main.name))
            .related(main.place, "the token options are here");
            sink.report(finding);
        }
    }
}

fn main_of<'d>(deployment: &'d Deployment, muc: &Host) -> Option<&'d Host> {
    deployment.sites().find(|site| site.muc().is_some_and(|this| this.name == muc.name))?.main()
}
