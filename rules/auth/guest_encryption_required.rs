//! Prosody wants encryption on connections that it takes for plain HTTP.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Host, Prosody, Site, Way};
use crate::syntax::lua::ProsodyVersion;
use crate::value::Reason;

/// See the page.
pub struct GuestEncryptionRequired;

static META: Meta = Meta {
    id: "auth/guest-encryption-required",
    severity: Severity::Error,
    title: "encryption required on connections that count as plain",
    restart: &[Service::Prosody],
    follows: &["prosody/misspelt-option"],
    page: include_str!("guest_encryption_required.md"),
};

impl Rule for GuestEncryptionRequired {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(prosody) = &deployment.prosody else { return };
        // A flag that stands below a host, where it has no effect, is the affair of the rule on such options.
        let below_a_host =
            |flag: &&str| prosody.hosts().any(|host| prosody.section(host).options.get(flag).is_some());
        let misplaced: Vec<&str> = FLAGS.into_iter().filter(below_a_host).collect();
        for site in deployment.sites() {
            let Some((flag, path)) = transport(&site) else { continue };
            let plain = prosody.global_boolean(flag).is(|secure| *secure).negate().and(is_plain(&site, path));
            if misplaced.contains(&flag) || matches!(plain, Verdict::No) {
                continue;
            }
            // Guests come first: what stops them stops nearly everybody.
            for (name, is_guest) in [(site.web.anonymous_domain(), true), (site.web.domain(), false)] {
                let Some((_, host)) = sink.value(site.virtual_host(name)) else { continue };
                if !sink.yes(requires_encryption(prosody, host).and(plain.clone())) {
                    continue;
                }
                let message = match (is_guest, site.web.anonymous_domain().is_set()) {
                    (true, _) => "nobody can join a meeting without logging in",
                    (false, true) => "nobody can log in to open a meeting",
                    (false, false) => "nobody can join a meeting",
                };
                sink.report(finding(prosody, host, (flag, path), message));
                break;
            }
        }
    }
}

/// The flags of both transports.
const FLAGS: [&str; 2] = ["consider_websocket_secure", "consider_bosh_secure"];

/// The flag that makes Prosody trust the transport in use, and the path of that.
fn transport(site: &Site<'_>) -> Option<(&'static str, &'static str)> {
    let bosh = matches!(site.web.truthy("preferBosh").is(|prefer| *prefer), Verdict::Yes);
    let is_used = |key: &str| site.web.entry(key).is_some() && site.web.value(key).is_set();
    if is_used("websocket") && !bosh {
        return Some((FLAGS[0], "/xmpp-websocket"));
    }
    is_used("bosh").then_some((FLAGS[1], "/http-bind"))
}

/// Whether the web server passes the path on over plain HTTP without saying that the browser came by TLS.
/// Another web server, or none here, may do all sorts of things: that counts as no.
fn is_plain(site: &Site<'_>, path: &str) -> Verdict {
    let Fact::Known(domain, _) = site.web.domain() else { return Verdict::No };
    let Some(front) = site.deployment.tls_front(&domain) else { return Verdict::No };
    let forward = match front.way(path, path == "/xmpp-websocket") {
        Way::Forwarded(forward) => forward,
        Way::Unknown(reason, place) => return Verdict::CannotTell(reason, Some(place)),
        Way::File(_) | Way::Other => return Verdict::No,
    };
    if forward.sets("X-Forwarded-Proto") {
        return Verdict::No;
    }
    if forward.address.text.starts_with('$') {
        let reason = format!("{} takes the address of Prosody from a variable", front.name());
        return Verdict::CannotTell(Reason::new(reason), Some(forward.address.span));
    }
    Verdict::from_bool(["http://", "ws://"].iter().any(|plain| forward.address.text.starts_with(plain)))
}

/// `c2s_require_encryption` or its old name; the default changed with Prosody 0.12.
fn requires_encryption(prosody: &Prosody, host: &Host) -> Verdict {
    let option = prosody
        .boolean(host, "c2s_require_encryption")
        .or_else(|| prosody.boolean(host, "require_encryption"));
    match (&option, prosody.version) {
        (Fact::Absent(_), None) => Verdict::CannotTell(
            Reason::new(
                "Prosody 0.11 requires no encryption unless told to, and the installed version is not known",
            ),
            Some(host.place),
        ),
        (_, version) => option.effective(version != Some(ProsodyVersion::V0_11), |required| *required),
    }
}

fn finding(prosody: &Prosody, host: &Host, (flag, path): (&str, &str), message: &str) -> Finding {
    let own = prosody.own_option(host, "c2s_require_encryption");
    let (place, label) = match &own {
        Fact::Known(_, origin) => (origin.span, "encryption is required here"),
        _ => (host.place, "encryption is required here too: nothing says otherwise"),
    };
    let global = match prosody.global_option("c2s_require_encryption") {
        Fact::Known(_, origin) if place == host.place => Some(origin.span),
        _ => None,
    };
    Finding::new(Problem {
        place,
        label: label.into(),
        message: message.into(),
        effect: format!(
            "The web server passes `{path}` on to Prosody without TLS. Prosody takes such a connection for unencrypted, and \
             with `c2s_require_encryption` it offers no way to log in on it."
        ),
        help: format!(
            "Write `{flag} = true` above the first VirtualHost of Prosody's configuration, or \
             `c2s_require_encryption = false` into `VirtualHost \"{}\"`.",
            host.name
        ),
    })
    .about(&host.name)
    .related_opt(global, "it takes this global value")
}
