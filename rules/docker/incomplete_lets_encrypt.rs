//! The variables for a certificate of Let's Encrypt do not make an order.

use crate::check::{Finding, Meta, Problem, Rule, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::Deployment;

/// See the page.
pub struct IncompleteLetsEncrypt;

static META: Meta = Meta {
    id: "docker/incomplete-lets-encrypt",
    severity: Severity::Error,
    title: "order for a certificate that cannot succeed",
    restart: &[],
    follows: &["syntax/invalid-dotenv", "syntax/invalid-compose"],
    page: include_str!("incomplete_lets_encrypt.md"),
};

impl Rule for IncompleteLetsEncrypt {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(docker) = &deployment.docker else { return };
        let wanted = docker.setting("ENABLE_LETSENCRYPT");
        let Some((word, switch)) = sink.known(&wanted) else { return };
        if !matches!(docker.is_on("ENABLE_LETSENCRYPT", false), Verdict::Yes)
            || !matches!(docker.is_on("DISABLE_HTTPS", false), Verdict::No)
        {
            return;
        }
        let domain = docker.setting("LETSENCRYPT_DOMAIN");
        let mail = docker.setting("LETSENCRYPT_EMAIL");
        let (place, label, help) = if word != "1" {
            (
                switch.span,
                format!("the script orders only for `1`, not for `{word}`"),
                "Write `ENABLE_LETSENCRYPT=1`",
            )
        } else if let Fact::Known(name, origin) = &domain
            && let Some(what) = flaw(name)
        {
            (
                origin.span,
                format!("`{name}` {what}"),
                "Write the bare public name, such as `LETSENCRYPT_DOMAIN=meet.example.org`,",
            )
        } else if sink.absent(&domain) {
            (
                switch.span,
                "there is no LETSENCRYPT_DOMAIN".to_owned(),
                "Add `LETSENCRYPT_DOMAIN=` with the public name of the site",
            )
        } else if sink.absent(&mail) {
            (
                switch.span,
                "there is no LETSENCRYPT_EMAIL".to_owned(),
                "Add `LETSENCRYPT_EMAIL=` with an address of yours",
            )
        } else {
            return;
        };
        if let (Some(reason), false) = (docker.incomplete(), place != switch.span || word != "1") {
            return sink.cannot_tell(reason, Some(place));
        }
        let finding = Finding::new(Problem {
            place,
            label,
            message: "nobody can open the site: the web container has no certificate and does not start".into(),
            effect: "While it starts, the container orders a certificate for LETSENCRYPT_DOMAIN with the account LETSENCRYPT_EMAIL, if \
                     ENABLE_LETSENCRYPT is the number 1; nginx is told to use this certificate whenever the switch is on. Each start \
                     that fails counts against the limits of the authority."
                .into(),
            help: format!("{help} in .env, then run `docker compose up -d`."),
        });
        sink.report(finding.about("LETSENCRYPT_DOMAIN"));
    }
}

/// Why no certificate can be had for this name.
fn flaw(name: &str) -> Option<&'static str> {
    Some(match name {
        _ if name.contains("://") => "has a scheme in front",
        _ if name.contains('/') => "has a slash",
        _ if name.contains(':') => "has a port",
        _ if name.eq_ignore_ascii_case("localhost") => "is no public name",
        _ if !name.contains('.') => "is no public name",
        _ => return None,
    })
}
