//! A key of `config.js` that once changed what people may do, and does nothing any more.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::Deployment;
use crate::value::Value;

/// See the page.
pub struct RemovedOption;

static META: Meta = Meta {
    id: "web/removed-option",
    severity: Severity::Warning,
    title: "option of the web app that is gone",
    restart: &[],
    follows: &[],
    page: include_str!("removed_option.md"),
};

impl Rule for RemovedOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let installed = deployment.packages.jitsi_release();
        if installed.is_some_and(|release| release < WITHOUT_ALL) {
            return;
        }
        for site in deployment.sites() {
            for gone in &GONE {
                let Some(entry) = site.web.entry(gone.key) else { continue };
                if let Fact::Unknown(reason, origin) = site.web.value(gone.key) {
                    sink.cannot_tell(reason, Some(origin.span));
                    continue;
                }
                if entry.node.value != Value::Bool(true) {
                    continue;
                }
                let doubt = match installed {
                    Some(_) => "",
                    None => " Whether yours is older depends on the version, which is not known here.",
                };
                let finding = Finding::new(Problem {
                    place: entry.key_span,
                    label: format!("the web app has no such option since {}", gone.since),
                    message: gone.message.into(),
                    effect: format!(
                        "The web app does not look at `config.{}`: {}.{doubt}",
                        gone.key, gone.cause
                    ),
                    help: gone.help.into(),
                });
                let finding = finding.about(site.subject());
                sink.report(if installed.is_some() { finding } else { finding.severity(Severity::Info) });
            }
        }
    }
}

/// The first stable release that surely has none of these options.
const WITHOUT_ALL: u32 = 5_390;

/// An option whose loss somebody ought to know. Most that are gone did nothing of note, or nothing stands for them.
struct Gone {
    key: &'static str,
    since: &'static str,
    message: &'static str,
    cause: &'static str,
    help: &'static str,
}

const GONE: [Gone; 2] = [
    Gone {
        key: "enableUserRolesBasedOnToken",
        since: "November 2020",
        message: "everybody with a token may be a moderator: the web app does not look at roles in tokens",
        cause: "Prosody and Jicofo decide who is a moderator",
        help: "Remove the line. Write `enable-auto-owner = false` in `jicofo.conference`, and let a module of Prosody read the \
               token, such as `token_affiliation`.",
    },
    Gone {
        key: "disableDesktopSharing",
        since: "June 2018",
        message: "people can share their screens, although that is meant to be switched off",
        cause: "sharing is a button like others",
        help: "Remove the line, and list in `toolbarButtons` all buttons that are wanted, without `desktop`.",
    },
];
