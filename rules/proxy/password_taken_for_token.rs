//! nginx asks for a password and sends it on to Prosody, which takes it for a token.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Verdict;
use crate::model::{Deployment, Login, Site, Way};

/// See the page.
pub struct PasswordTakenForToken;

static META: Meta = Meta {
    id: "proxy/password-taken-for-token",
    severity: Severity::Error,
    title: "password of the web server taken for a token",
    restart: &[Service::Nginx],
    follows: &["syntax/invalid-nginx", "auth/jwt-app-id-missing", "auth/jwt-key-source-missing"],
    page: include_str!("password_taken_for_token.md"),
};

impl Rule for PasswordTakenForToken {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for site in deployment.sites() {
            for (key, upgrade) in [("websocket", true), ("bosh", false)] {
                let url = site.web.text(key);
                if !url.is_set() {
                    continue;
                }
                let Some((url, _)) = sink.known(&url) else { continue };
                let Some((front, path)) = site.served(url) else { continue };
                let Way::Forwarded(forward) = front.way(&path, upgrade) else { continue };
                let Some(place) = forward.own_login() else { continue };
                let Some(message) = effect(&site, sink) else { continue };
                let finding = Finding::new(Problem {
                    place,
                    label: format!("covers `{path}`"),
                    message: message.into(),
                    effect: "Browsers send this password with every request in the header `Authorization`, and nginx sends it on. \
                             Jitsi's session module takes what stands there for a token if the address has none, without a look at \
                             its kind."
                        .into(),
                    help: format!(
                        "Write `proxy_set_header Authorization \"\";` into the location of `{path}`, beside its other \
                         `proxy_set_header` lines, or `auth_basic off;`."
                    ),
                });
                sink.report(finding.about(site.subject()).related(forward.place, "goes to Prosody"));
            }
        }
    }
}

/// What a password in the place of a token does on this site, if anything.
fn effect(site: &Site<'_>, sink: &mut Sink<'_>) -> Option<&'static str> {
    let (prosody, main) = (site.prosody()?, site.main()?);
    let login = site.login();
    let (login, _) = sink.known(&login)?;
    match login {
        Login::Token => {
            let empty = prosody.boolean(main, "allow_empty_token").is(|allowed| *allowed);
            sink.yes(empty).then_some("nobody can join without a token, though that is allowed")
        }
        Login::Anonymous | Login::Password => {
            let waits = prosody.modules(site.muc()?).has("muc_wait_for_host");
            if matches!(waits, Verdict::No) {
                return None;
            }
            // Only Prosody's own method leaves a token that nobody checked.
            let guests = [site.guest(), site.main()];
            let plain = guests.into_iter().flatten().any(|host| {
                matches!(
                    prosody.text(host, "authentication").is(|method| method == "anonymous"),
                    Verdict::Yes
                )
            });
            (plain && sink.yes(waits)).then_some("guests count as hosts: meetings begin without one")
        }
        Login::Other => None,
    }
}
