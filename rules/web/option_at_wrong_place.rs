//! A key of `config.js` stands outside of its block, in a block it does not belong to, or in the wrong file.

use crate::catalogue::{CONFIG_JS, INTERFACE_CONFIG, Setting};
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Site, WebOption, web_options};

/// See the page.
pub struct OptionAtWrongPlace;

static META: Meta = Meta {
    id: "web/option-at-wrong-place",
    severity: Severity::Warning,
    title: "option of the web app at the wrong place",
    restart: &[],
    follows: &["syntax/invalid-javascript"],
    page: include_str!("option_at_wrong_place.md"),
};

/// Blocks that are handed on to programs with options of their own, or that may hold any key.
const OPEN: [&str; 9] = [
    "analytics",
    "callStatsConfigParams",
    "constraints",
    "deploymentInfo",
    "e2eping",
    "flags",
    "p2p",
    "testing",
    "watchRTCConfigParams",
];

impl Rule for OptionAtWrongPlace {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(config) = site.web.config() else { continue };
            for option in web_options(config, CONFIG_JS).iter().filter(|option| option.setting.is_none()) {
                let key = option.entry.key.as_str();
                let for_interface = option.block.is_empty() && is_for_interface(option);
                if !for_interface && !is_telling(key) {
                    continue;
                }
                let mut places = CONFIG_JS.iter().filter(|at| at.until.is_none() && at.key() == key);
                match (places.next(), places.next()) {
                    (Some(right), None) if is_telling(key) && suits(option, right) => {
                        check_place(&site, option, right, sink);
                    }
                    (None, _) if for_interface => sink.report(in_wrong_file(option).about(key)),
                    _ => {}
                }
            }
        }
    }
}

/// Words such as `region` may stand anywhere with a meaning of their own; nobody makes up `stunServers`.
fn is_telling(key: &str) -> bool {
    matches!(key, "bosh" | "websocket")
        || (key.len() >= 8 && key.chars().any(char::is_uppercase) && key.starts_with(char::is_lowercase))
}

fn suits(option: &WebOption<'_>, right: &Setting) -> bool {
    let block = option.block.split('.').next().unwrap_or_default();
    // Keys that belong into `hosts` are another rule's.
    right.block() != "hosts" && !OPEN.contains(&block) && right.suits(&option.entry.node.value)
}

fn is_for_interface(option: &WebOption<'_>) -> bool {
    let known = INTERFACE_CONFIG.get(&option.entry.key);
    option.entry.key.contains('_') && known.is_some_and(|known| known.until.is_none())
}

fn check_place(site: &Site<'_>, option: &WebOption<'_>, right: &Setting, sink: &mut Sink<'_>) {
    match site.web.value(right.name) {
        Fact::Known(..) => return,
        Fact::Unknown(reason, origin) => return sink.cannot_tell(reason, Some(origin.span)),
        Fact::Absent(_) => {}
    }
    let key = right.key();
    let address = matches!(key, "bosh" | "websocket");
    let connected = ["bosh", "websocket"].into_iter().any(|name| site.web.value(name).is_set());
    if address && connected {
        return;
    }
    let (label, help) = match right.block() {
        "" => (
            "this is not part of the block".to_owned(),
            format!("Move it out of `{}`, directly into `config`.", option.block),
        ),
        block => (
            format!("`{key}` belongs in `{block}`"),
            format!("Move `{key}` between the braces of `{} }}`, directly in `config`.", opened(block)),
        ),
    };
    let finding = Finding::new(Problem {
        place: option.entry.key_span,
        label,
        message: match address {
            true => "nobody can connect: the web app does not find the address of its connection".into(),
            false => format!("`{}` has no effect: the web app reads it at another place", option.name()),
        },
        effect: format!("The web app reads `config.{}`. At other places the name is ignored.", right.name),
        help,
    });
    let block = site.web.entry(right.block()).map(|entry| entry.key_span);
    let severity = if address { Severity::Error } else { Severity::Warning };
    let subject = if address { site.subject() } else { option.name() };
    sink.report(finding.about(subject).severity(severity).related_opt(block, "it belongs in here"));
}

/// `a: { b: {` for `a.b`.
fn opened(block: &str) -> String {
    block.split('.').map(|part| format!("{part}: {{ ")).collect::<String>() + "…"
}

fn in_wrong_file(option: &WebOption<'_>) -> Finding {
    let key = &option.entry.key;
    Finding::new(Problem {
        place: option.entry.key_span,
        label: "this is an option of `interface_config.js`".into(),
        message: format!("`{key}` has no effect: it stands in the wrong file"),
        effect: format!("The web app reads `{key}` from `interfaceConfig`, not from `config`."),
        help: format!(
            "Move it to `interface_config.js`, between the braces of `var interfaceConfig = {{ … }}`, or write \
             `interfaceConfig.{key} = …;` there below the object."
        ),
    })
}
