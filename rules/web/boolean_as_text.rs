//! `'false'` in quotes is true.

use crate::catalogue::{CONFIG_JS, INTERFACE_CONFIG, Kind};
use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::model::{Deployment, WebOption, web_options};
use crate::value::Value;

/// See the page.
pub struct BooleanAsText;

static META: Meta = Meta {
    id: "web/boolean-as-text",
    severity: Severity::Warning,
    title: "true or false in quotes",
    restart: &[],
    follows: &["syntax/invalid-javascript"],
    page: include_str!("boolean_as_text.md"),
};

/// Options for which the web app asks whether they are exactly `true`, or a boolean at all.
const STRICT: [&str; 2] = ["tokenAuthInline", "toolbarConfig.alwaysVisible"];

impl Rule for BooleanAsText {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            let Some(config) = site.web.config() else { continue };
            for option in web_options(config, CONFIG_JS) {
                if let Some(finding) = check_option(&option, sink) {
                    sink.report(finding.about(site.subject()));
                }
            }
        }
        let Some(interface) = &deployment.interface else { return };
        for option in web_options(interface, INTERFACE_CONFIG) {
            if let Some(finding) = check_option(&option, sink) {
                sink.report(finding);
            }
        }
    }
}

fn check_option(option: &WebOption<'_>, sink: &mut Sink<'_>) -> Option<Finding> {
    let setting = option.setting.filter(|setting| setting.kind == Kind::Bool && setting.until.is_none())?;
    let strict = STRICT.contains(&setting.name);
    let text = match &option.entry.node.value {
        Value::Str(text) => text.as_str(),
        // The others take every value for true or false; these compare.
        Value::Unknown(reason) if strict => {
            sink.cannot_tell(reason.clone(), Some(option.entry.node.span));
            return None;
        }
        _ => return None,
    };
    let (message, effect) = match text.trim().to_ascii_lowercase().as_str() {
        "false" if !strict => (
            format!("`{}` is on although it says false", setting.name),
            "To JavaScript every text but the empty one is true, also the text 'false'.",
        ),
        "true" if strict => (
            format!("`{}` has no effect although it says true", setting.name),
            "The web app takes only the value true here, and a text in quotes is another value.",
        ),
        _ => return None,
    };
    Some(Finding::new(Problem {
        place: option.entry.node.span,
        label: "a text, not a boolean".into(),
        message,
        effect: effect.into(),
        help: format!("Remove the quotes: write `{}`.", text.trim().to_ascii_lowercase()),
    }))
}
