//! A list in `.env` has a blank behind a comma, which becomes part of the next item.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::Deployment;

/// See the page.
pub struct BlankInList;

static META: Meta = Meta {
    id: "docker/blank-in-list",
    severity: Severity::Warning,
    title: "blank in a list of the containers",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("blank_in_list.md"),
};

impl Rule for BlankInList {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        for name in LISTS {
            let fact = docker.setting(name);
            let Some((list, origin)) = sink.known(&fact) else { continue };
            let Some(item) = list.split(',').find(|item| !item.trim().is_empty() && item.trim() != *item)
            else {
                continue;
            };
            let right: Vec<&str> = list.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "there is a blank beside a comma".into(),
                message: format!("`{}` in {name} has no effect", item.trim()),
                effect: format!(
                    "The images cut the value at its commas and keep the blanks: the item is `{item}`, which is no name or address that \
                     the services know."
                ),
                help: format!("Write `{name}={}` in .env, then run `docker compose up -d`.", right.join(",")),
            });
            sink.report(finding.about(name));
        }
    }
}

/// Lists that the templates cut at commas.
const LISTS: [&str; 13] = [
    "JVB_ADVERTISE_IPS",
    "JVB_STUN_SERVERS",
    "XMPP_SERVER",
    "JVB_XMPP_SERVER",
    "VISITORS_XMPP_SERVER",
    "GLOBAL_MODULES",
    "XMPP_MODULES",
    "XMPP_MUC_MODULES",
    "XMPP_INTERNAL_MUC_MODULES",
    "JICOFO_TRUSTED_DOMAINS",
    "JWT_ACCEPTED_ISSUERS",
    "JWT_ACCEPTED_AUDIENCES",
    "JWT_ACCEPTED_ALLOWNER_ISSUERS",
];
