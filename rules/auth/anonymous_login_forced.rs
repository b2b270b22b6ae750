//! An old option makes a host anonymous whatever `authentication` says.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Login};

/// See the page.
pub struct AnonymousLoginForced;

static META: Meta = Meta {
    id: "auth/anonymous-login-forced",
    severity: Severity::Error,
    title: "login switched off by an old option",
    restart: &[Service::Prosody],
    follows: &[],
    page: include_str!("anonymous_login_forced.md"),
};

impl Rule for AnonymousLoginForced {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        for host in prosody.virtual_hosts() {
            let option = prosody.option(host, "anonymous_login");
            if !option.is_set() {
                continue;
            }
            let login = prosody.login(host);
            let Some((login, origin)) = sink.known(&login) else { continue };
            let Some((node, place)) = sink.known(&option) else { continue };
            // Lua takes everything but `false` for true.
            if *login == Login::Anonymous || node.value == crate::value::Value::Bool(false) {
                continue;
            }
            let own = matches!(prosody.own_option(host, "anonymous_login"), Fact::Known(..));
            let finding = Finding::new(Problem {
                place: place.span,
                label: format!("everybody gets in on `{}`", host.name),
                message: format!("everybody can log in on `{}` without a password", host.name),
                effect: "Prosody still honours this old option: while it is set, `authentication` is not looked at, and the host \
                         lets in everybody as with `\"anonymous\"`."
                    .into(),
                help: match own {
                    true => "Remove the line.".into(),
                    false => "Remove the line, and write `authentication = \"jitsi-anonymous\"` below the hosts that are to be open.".into(),
                },
            });
            sink.report(
                finding.about(deployment.subject_near(&host.name)).related(origin.span, "this has no effect"),
            );
        }
    }
}
