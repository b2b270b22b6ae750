//! `authentication` names a module that is surely misspelt, or stands where it has no effect.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, HostKind, Login, Prosody, same_domain};
use crate::value::Value;

/// See the page.
pub struct UnknownLoginMethod;

static META: Meta = Meta {
    id: "auth/unknown-login-method",
    severity: Severity::Error,
    title: "login method that Prosody does not know",
    restart: &[Service::Prosody],
    follows: &[
        "auth/token-method-not-switched",
        "auth/guest-host-not-anonymous",
        "auth/main-host-without-login-method",
    ],
    page: include_str!("unknown_login_method.md"),
};

impl Rule for UnknownLoginMethod {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // A global method has one line to change, however many hosts take it.
        let mut reported = Vec::new();
        for host in prosody.hosts() {
            match host.kind {
                HostKind::VirtualHost => {
                    let place = prosody.option(host, "authentication").place();
                    if !reported.contains(&place) {
                        reported.push(place);
                        check_method(deployment, prosody, host, sink);
                    }
                }
                HostKind::Component => check_component(deployment, prosody, host, sink),
            }
        }
    }
}

fn check_method(deployment: &Deployment, prosody: &Prosody, host: &Host, sink: &mut Sink<'_>) {
    let method = prosody.option(host, "authentication");
    let Some((node, origin)) = sink.known(&method) else { return };
    let (label, effect, help) = match &node.value {
        Value::Str(name) => {
            let Some(meant) = Login::misspelt(name) else { return };
            (
                format!("probably `{meant}` is meant"),
                format!(
                    "Prosody looks for a module `auth_{name}` and does not find it. It logs \"No available SASL \
                     mechanisms\" and offers no way to log in."
                ),
                format!("Write `authentication = \"{meant}\"`."),
            )
        }
        other => (
            format!("{}, but this must be a name in quotes", other.kind()),
            "Prosody takes only a text for the name of a login method; without one it offers no way to log in.".into(),
            "Write the name in quotes, for example `authentication = \"jitsi-anonymous\"`.".into(),
        ),
    };
    sink.report(
        Finding::new(Problem {
            place: origin.span,
            label,
            message: effect_on_calls(deployment, host).into(),
            effect,
            help,
        })
        .about(&host.name),
    );
}

/// What it means for calls, by what the host is to a site.
fn effect_on_calls(deployment: &Deployment, host: &Host) -> &'static str {
    let is_host = |name: Fact<String>| matches!(name.is(|name| same_domain(name, &host.name)), Verdict::Yes);
    if deployment.sites().any(|site| is_host(site.web.anonymous_domain())) {
        return "nobody can join a meeting without logging in";
    }
    if let Some(site) = deployment.sites().find(|site| is_host(site.web.domain())) {
        return match site.web.anonymous_domain().is_set() {
            true => "nobody can log in to open a meeting",
            false => "nobody can join a meeting",
        };
    }
    if deployment.jicofo.iter().any(|jicofo| is_host(jicofo.account_domain())) {
        return "Jicofo cannot log in, so no meeting can be opened";
    }
    "users of this VirtualHost cannot log in"
}

fn check_component(deployment: &Deployment, prosody: &Prosody, host: &Host, sink: &mut Sink<'_>) {
    // Nothing is wrong with an option that is not there, even if one cannot be sure.
    let Some(entry) = prosody.section(host).options.entry("authentication") else { return };
    let finding = Finding::new(Problem {
        place: entry.key_span,
        label: "this belongs to a VirtualHost".into(),
        message: "this login method has no effect".into(),
        effect: format!(
            "Every line below `Component \"{}\"` belongs to that Component, and nobody logs in to a Component.",
            host.name
        ),
        help: "Move the line up, below the line of the VirtualHost it is meant for.".into(),
    });
    sink.report(
        finding
            .about(deployment.subject_of(&host.name))
            .severity(Severity::Warning)
            .related(host.place, "the Component starts here"),
    );
}
