//! Modules of Jitsi are used, but `plugin_paths` does not lead to them.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::modules::is_jitsi;
use crate::model::{Deployment, Prosody, Texts};
use crate::text::Span;
use crate::value::Value;

/// See the page.
pub struct PluginPathMissing;

static META: Meta = Meta {
    id: "prosody/plugin-path-missing",
    severity: Severity::Error,
    title: "Jitsi's modules out of Prosody's reach",
    restart: &[Service::Prosody],
    follows: &["prosody/misspelt-option"],
    page: include_str!("plugin_path_missing.md"),
};

impl Rule for PluginPathMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        let global = prosody.global_option("plugin_paths");
        if let Fact::Known(node, origin) = &global
            && matches!(node.value, Value::Str(_))
        {
            sink.report(Finding::new(Problem {
                place: origin.span,
                label: "one text instead of a list".into(),
                message: "nobody can connect: Prosody does not start".into(),
                effect: "`plugin_paths` is joined as a list when Prosody starts; a text ends that with a Lua error.".into(),
                help: "Put braces around it: `plugin_paths = { \"/usr/share/jitsi-meet/prosody-plugins/\" }`.".into(),
            }).stops(&[Service::Prosody]));
            return;
        }
        let Some((module, user)) = first_jitsi_module(prosody) else { return };
        for host in prosody.hosts() {
            let Fact::Known(node, origin) = prosody.own_option(host, "plugin_paths") else { continue };
            let Some(path) = Texts::from_node(node).items.first().map(|item| item.text.clone()) else {
                continue;
            };
            let known =
                global.is(|node| Texts::from_node(node).find(|text| same_path(text, &path)).is_some());
            if sink.no(known) {
                let key = prosody
                    .section(host)
                    .options
                    .entry("plugin_paths")
                    .map_or(origin.span, |entry| entry.key_span);
                sink.report(
                    problem(
                        key,
                        &format!("this belongs to `{}`, where nothing reads it", host.name),
                        module,
                        "Move the line `plugin_paths = …` above the first VirtualHost or Component.",
                    )
                    .related(user, "a module of Jitsi"),
                );
                return;
            }
        }
        if sink.absent(&global) {
            sink.report(problem(user, "this module comes with Jitsi", module,
                "Add `plugin_paths = { \"/usr/share/jitsi-meet/prosody-plugins/\" }` above the first VirtualHost."));
        }
    }
}

fn problem(place: Span, label: &str, module: &str, help: &str) -> Finding {
    Finding::new(Problem {
        place,
        label: label.to_owned(),
        message: "logins and meetings do not work: Prosody finds none of Jitsi's modules".into(),
        effect: format!(
            "Prosody looks for modules in the directories of the global `plugin_paths` and in its own. It logs \"Unable to \
             load module '{module}'\" and goes on without: logins, rooms and their protection are missing."
        ),
        help: help.to_owned(),
    })
}

fn same_path(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

/// A module that comes with Jitsi, and where it is named.
fn first_jitsi_module(prosody: &Prosody) -> Option<(&str, Span)> {
    prosody.hosts().find_map(|host| {
        let options = &prosody.section(host).options;
        if let Some(Fact::Known(module, origin)) = &host.module
            && is_jitsi(module)
        {
            return Some((module.as_str(), origin.span));
        }
        let login = options
            .get("authentication")
            .filter(|node| matches!(node.as_str(), Some("token" | "jitsi-anonymous")));
        if let Some(node) = login {
            return Some((
                if node.as_str() == Some("token") { "auth_token" } else { "auth_jitsi-anonymous" },
                node.span,
            ));
        }
        let items = options.get("modules_enabled")?.as_list()?;
        items.iter().find_map(|item| Some((item.as_str().filter(|name| is_jitsi(name))?, item.span)))
    })
}
