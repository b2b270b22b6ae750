//! A key of `config.js` or `interface_config.js` differs from a known one by a letter or two.

use crate::catalogue::{CONFIG_JS, Catalogue, INTERFACE_CONFIG, Setting};
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, WebOption, edit_distance, web_options};

/// See the page.
pub struct MisspeltOption;

static META: Meta = Meta {
    id: "web/misspelt-option",
    severity: Severity::Warning,
    title: "misspelt option of the web app",
    restart: &[],
    follows: &["syntax/invalid-javascript", "auth/anonymousdomain-missing"],
    page: include_str!("misspelt_option.md"),
};

/// Blocks with keys of one's own: the web app hands them on as they are.
const FREE: [&str; 2] = ["deploymentInfo", "customTheme"];

impl Rule for MisspeltOption {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(config) = site.web.config() else { continue };
            for option in web_options(config, CONFIG_JS) {
                let Some(meant) = meant(&option, CONFIG_JS) else { continue };
                // For guests that Prosody expects, a rule of their own says more.
                let guest = option.entry.node.as_str().filter(|_| option.block == "hosts");
                let prosody = deployment.prosody.as_ref().zip(guest);
                if prosody.is_some_and(|(prosody, guest)| prosody.virtual_host(guest).found().is_some()) {
                    continue;
                }
                match site.web.value(meant.name) {
                    // The right name is there too: the other one does no harm.
                    Fact::Known(..) => {}
                    Fact::Unknown(reason, origin) => sink.cannot_tell(reason, Some(origin.span)),
                    Fact::Absent(_) => sink.report(finding(&option, meant).about(subject(&option))),
                }
            }
        }
        let Some(interface) = &deployment.interface else { return };
        for option in web_options(interface, INTERFACE_CONFIG) {
            if let Some(meant) = meant(&option, INTERFACE_CONFIG)
                && interface.get(meant.name).is_none()
            {
                sink.report(finding(&option, meant));
            }
        }
    }
}

/// The option that was probably meant. Short names are near to each other by chance, and keys of one's
/// own are allowed.
fn meant(option: &WebOption<'_>, catalogue: Catalogue) -> Option<&'static Setting> {
    let (key, block) = (option.entry.key.as_str(), option.block.as_str());
    if option.setting.is_some() || key.len() < 4 || FREE.contains(&block) {
        return None;
    }
    let most = match key.len() {
        ..8 => 0,
        8..12 => 1,
        _ => 2,
    };
    let beginning = if block.is_empty() { String::new() } else { format!("{block}.") };
    let beside = catalogue.starting_with(&beginning).iter();
    beside
        .filter(|known| known.block() == block && known.until.is_none())
        // Without these nothing works, which another rule says.
        .filter(|known| !matches!(known.name, "hosts.domain" | "hosts.muc"))
        .filter(|known| {
            known.key().len().abs_diff(key.len()) <= most && known.suits(&option.entry.node.value)
        })
        .map(|known| (distance(key, known.key()), known))
        .filter(|(far, _)| *far <= most)
        .min_by_key(|(far, known)| (*far, known.name))
        .map(|(_, known)| known)
}

/// Other letter cases are the commonest mistake and count as nothing.
fn distance(one: &str, other: &str) -> usize {
    if one.eq_ignore_ascii_case(other) { 0 } else { edit_distance(one, other) }
}

/// A domain in `hosts` is what other findings are about; all else is a matter of its own.
fn subject(option: &WebOption<'_>) -> String {
    match option.entry.node.as_str() {
        Some(domain) if option.block == "hosts" => domain.to_owned(),
        _ => option.name(),
    }
}

fn finding(option: &WebOption<'_>, meant: &Setting) -> Finding {
    let (name, key) = (option.name(), meant.key());
    let why = if option.entry.key.eq_ignore_ascii_case(key) {
        " The names are told apart by capital letters too."
    } else {
        ""
    };
    Finding::new(Problem {
        place: option.entry.key_span,
        label: format!("an option `{key}` exists"),
        message: format!("`{name}` has no effect: the web app does not know this option"),
        effect: format!("The web app reads `{}` and ignores names that it does not know.{why}", meant.name),
        help: format!("Write `{key}` instead of `{}`.", option.entry.key),
    })
}
