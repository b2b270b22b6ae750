//! Options of the services written in Java, held against the catalogue of all there are.

use crate::check::Rule;
use crate::model::{Deployment, Layers};

mod certificate_not_checked;
mod comment_in_property;
mod control_interface_open;
mod duration_without_unit;
mod heap_size_malformed;
mod jibri_environments_twice;
mod list_as_text;
mod malformed_value;
mod misplaced_option;
mod option_too_new;
mod overwritten_value;
mod property_value_ignored;
mod removed_option;
mod shell_syntax_in_variables;
mod system_property_without_effect;
mod unknown_option;
mod unknown_property;

pub(super) const RULES: &[&dyn Rule] = &[
    &certificate_not_checked::CertificateNotChecked,
    &comment_in_property::CommentInProperty,
    &control_interface_open::ControlInterfaceOpen,
    &duration_without_unit::DurationWithoutUnit,
    &heap_size_malformed::HeapSizeMalformed,
    &jibri_environments_twice::JibriEnvironmentsTwice,
    &list_as_text::ListAsText,
    &malformed_value::MalformedValue,
    &misplaced_option::MisplacedOption,
    &option_too_new::OptionTooNew,
    &overwritten_value::OverwrittenValue,
    &property_value_ignored::PropertyValueIgnored,
    &removed_option::RemovedOption,
    &shell_syntax_in_variables::ShellSyntaxInVariables,
    &system_property_without_effect::SystemPropertyWithoutEffect,
    &unknown_option::UnknownOption,
    &unknown_property::UnknownProperty,
];

/// The services that read HOCON, by their names for people.
fn services(deployment: &Deployment) -> impl Iterator<Item = (&'static str, &Layers)> {
    let jicofo = deployment.jicofo.iter().map(|it| ("Jicofo", &it.layers));
    let jvb = deployment.jvb.iter().map(|it| ("Videobridge", &it.layers));
    let jibri = deployment.jibri.iter().map(|it| ("Jibri", &it.layers));
    jicofo.chain(jvb).chain(jibri)
}

/// Names one after the other, as texts of programs.
fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// The path up to its last part.
fn above(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(above, _)| above)
}

/// Options without which nobody logs in, no bridge is found or no meeting begins.
fn is_vital(path: &str) -> bool {
    const VITAL: [&str; 4] =
        ["jicofo.authentication", "jicofo.xmpp", "jicofo.bridge.brewery-jid", "videobridge.apis.xmpp-client"];
    VITAL.iter().any(|vital| path.starts_with(vital))
}

/// What it means for meetings that a setting does nothing; `right` is the option that was meant.
fn message(key: &str, right: &str) -> String {
    let about = |block: &str| right == block || right.starts_with(&format!("{block}."));
    if about("jicofo.authentication") {
        format!("the login check of Jicofo is not the one that is meant: `{key}` does nothing")
    } else if about("jicofo.xmpp") {
        format!("Jicofo's connection is not the one that is meant: `{key}` does nothing")
    } else if about("jicofo.bridge.brewery-jid") {
        format!(
            "Jicofo finds no bridge, so that larger meetings have no audio and no video: `{key}` does nothing"
        )
    } else if about("videobridge.apis.xmpp-client") {
        format!("the bridge's connection is not the one that is meant: `{key}` does nothing")
    } else {
        format!("the setting `{key}` does nothing")
    }
}
