//! The certificates that configurations name, who shows them, and the names that they have to hold.

use super::{Deployment, Host, Layers, Prosody, is_relay, same_domain};
use crate::fact::{Fact, Verdict};
use crate::load::join;
use crate::text::Span;
use crate::value::Node;

/// Who shows a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shower {
    /// nginx, to browsers.
    Nginx,
    /// Apache, to browsers.
    Apache,
    /// coturn, to browsers.
    Relay,
    /// Prosody, to the services that log in.
    Prosody,
}

/// A certificate that a configuration names or, of Prosody, may find by its name.
#[derive(Clone, Debug)]
pub struct NamedCertificate {
    /// Who shows it.
    pub by: Shower,
    /// The names by which it is asked for, with the places that say so.
    pub names: Vec<(String, Span)>,
    /// The path of the file, from the root.
    pub path: String,
    /// Where it is named.
    pub place: Span,
    /// The path of the key, and where that is named.
    pub key: Option<(String, Span)>,
    /// Whether the server is given more certificates in another file.
    pub has_chain_file: bool,
    /// What it is about: the domain of the site.
    pub subject: String,
}

impl Shower {
    /// The name of the program.
    pub fn name(self) -> &'static str {
        match self {
            Shower::Nginx => "nginx",
            Shower::Apache => "Apache",
            Shower::Relay => "coturn",
            Shower::Prosody => "Prosody",
        }
    }

    /// Whether browsers see it.
    pub fn is_public(self) -> bool {
        self != Shower::Prosody
    }
}

impl Deployment {
    /// The certificates of the sites, of the relay that their people are sent to, and of the hosts where Jicofo and
    /// the bridge log in. Other sites on the machine are not ours to judge.
    pub fn named_certificates(&self) -> Vec<NamedCertificate> {
        let mut all = self.site_certificates();
        all.extend(self.relay_certificate());
        all.extend(self.login_certificates());
        all
    }

    fn site_certificates(&self) -> Vec<NamedCertificate> {
        let mut all: Vec<NamedCertificate> = Vec::new();
        for site in self.sites() {
            let mut names = site.web_hosts();
            if names.is_empty() {
                names.push(site.subject());
            }
            for name in names {
                let Some(front) = self.tls_front(&name).filter(|front| front.lossy().is_none()) else {
                    continue;
                };
                for mut certificate in front.certificates() {
                    certificate.subject = site.subject();
                    let named = (name.clone(), front.place());
                    match all.iter_mut().find(|other| other.place == certificate.place) {
                        Some(other) if other.names.contains(&named) => {}
                        Some(other) => other.names.push(named),
                        None => {
                            certificate.names.push(named);
                            all.push(certificate);
                        }
                    }
                }
            }
        }
        all
    }

    fn relay_certificate(&self) -> Option<NamedCertificate> {
        let turn = self.turn.as_ref()?;
        let path = |name| match turn.text(name) {
            Fact::Known(path, origin) if path.starts_with('/') => Some((path, origin.span)),
            _ => None,
        };
        let (file, place) = path("cert")?;
        let mut names = Vec::new();
        let mut subject = None;
        for site in self.sites() {
            let (Some(prosody), Some(main)) = (site.prosody(), site.main()) else { continue };
            let Fact::Known(services, _) = prosody.external_services(main) else { continue };
            for entry in services.into_iter().filter(|entry| is_relay(entry) && site.runs_service(entry)) {
                let host =
                    entry.get("host").and_then(|host| Some((host.as_str()?.to_lowercase(), host.span)));
                // Addresses with `turn:` go without a certificate.
                if entry.get("type").and_then(Node::as_str) == Some("turns") {
                    names.push(host.unwrap_or_else(|| (main.name.clone(), entry.span)));
                }
                subject.get_or_insert_with(|| site.subject());
            }
        }
        Some(NamedCertificate {
            by: Shower::Relay,
            names,
            path: file,
            place,
            key: path("pkey"),
            has_chain_file: false,
            subject: subject?,
        })
    }

    fn login_certificates(&self) -> Vec<NamedCertificate> {
        let Some(prosody) = &self.prosody else { return Vec::new() };
        let mut domains: Vec<(String, Span)> = Vec::new();
        let jicofo = self.jicofo.iter().map(|jicofo| jicofo.account_domain());
        let bridge = self.jvb.iter().flat_map(|jvb| jvb.clients()).map(|client| client.domain());
        for domain in jicofo.chain(bridge) {
            let Fact::Known(domain, origin) = domain else { continue };
            if !domains.iter().any(|(other, _)| same_domain(other, &domain)) {
                domains.push((domain, origin.span));
            }
        }
        let mut all = Vec::new();
        for (domain, place) in domains {
            let Some(host) = prosody.virtual_host(&domain).found() else { continue };
            for (path, written, key) in prosody.certificates_of(host) {
                all.push(NamedCertificate {
                    by: Shower::Prosody,
                    names: vec![(domain.clone(), place)],
                    path,
                    place: written,
                    key,
                    has_chain_file: false,
                    subject: self.subject_near(&domain),
                });
            }
        }
        all
    }
}

/// A service of Java that logs in to Prosody, and whether it looks at the certificate.
#[derive(Clone, Debug)]
pub struct CheckedLogin {
    /// The service, by its name for people.
    pub service: &'static str,
    /// The domain of its account.
    pub domain: String,
    /// Where that is written.
    pub place: Span,
    /// Whether it looks.
    pub looks: Verdict,
}

impl Deployment {
    /// The logins of Jicofo and the bridge, but of those with a trust store of their own: that holds what its owner put there.
    pub fn checked_logins(&self) -> Vec<CheckedLogin> {
        let mut logins = Vec::new();
        for jicofo in self.jicofo.iter().filter(|jicofo| !has_own_store(&jicofo.layers)) {
            let Fact::Known(domain, origin) = jicofo.account_domain() else { continue };
            let on = |name: &str, value: bool| {
                jicofo.boolean(&format!("jicofo.xmpp.client.{name}")).is(|is| *is == value)
            };
            let looks = on("disable-certificate-verification", true).or(on("use-tls", false)).negate();
            logins.push(CheckedLogin { service: "Jicofo", domain, place: origin.span, looks });
        }
        let jvb = self.jvb.iter().filter(|jvb| !has_own_store(&jvb.layers));
        for client in jvb.flat_map(|jvb| jvb.clients()) {
            let Fact::Known(domain, origin) = client.domain() else { continue };
            let mode = client.field("security_mode").and_then(Node::as_str);
            let plain = mode.is_some_and(|mode| mode.eq_ignore_ascii_case("disabled"));
            let looks = client.unchecked().is(|off| *off).or(Verdict::from_bool(plain)).negate();
            logins.push(CheckedLogin { service: "the bridge", domain, place: origin.span, looks });
        }
        logins
    }
}

fn has_own_store(layers: &Layers) -> bool {
    let words = layers.env.as_ref().and_then(|(_, env)| env.root.get("JAVA_SYS_PROPS"));
    words.and_then(Node::as_str).is_some_and(|words| words.contains("javax.net.ssl.trustStore"))
}

type WithKey = (String, Span, Option<(String, Span)>);

impl Prosody {
    /// The certificate that a host shows: what `ssl` names (its own, that of the domain above, the global one), or
    /// else those that Prosody would find by the host's name, the first before the others.
    fn certificates_of(&self, host: &Host) -> Vec<WithKey> {
        let above = host.name.split_once('.').and_then(|(_, above)| self.host(above).found());
        let ssl = self
            .own_option(host, "ssl")
            .or_else(|| above.map_or(Fact::absent(None), |above| self.own_option(above, "ssl")))
            .or_else(|| self.global_option("ssl"));
        let named = match &ssl {
            Fact::Known(ssl, _) => {
                let part = |name: &str| {
                    let node = ssl.get(name)?;
                    Some((beside_configuration(node.as_str()?), node.span))
                };
                match (part("certificate"), ssl.get("certificate").is_some()) {
                    (Some((path, place)), _) => return vec![(path, place, part("key"))],
                    (None, in_another_form) => !in_another_form,
                }
            }
            Fact::Unknown(..) => false,
            Fact::Absent(_) => true,
        };
        let dir = match self.global_option("certificates") {
            Fact::Known(node, _) => node.as_str().map(str::to_owned),
            Fact::Absent(_) => Some("certs".to_owned()),
            Fact::Unknown(..) => None,
        };
        let Some(dir) = dir.filter(|_| named) else { return Vec::new() };
        let path = |name: String| beside_configuration(&format!("{dir}/{name}"));
        [(".crt", ".key"), ("/fullchain.pem", "/privkey.pem"), (".pem", ".pem")]
            .into_iter()
            .map(|(certificate, key)| {
                let name = |ending| path(format!("{}{ending}", host.name));
                (name(certificate), host.place, Some((name(key), host.place)))
            })
            .collect()
    }
}

/// A path of Prosody's configuration, from the root.
fn beside_configuration(path: &str) -> String {
    match path.starts_with('/') {
        true => path.to_owned(),
        false => format!("/{}", join("etc/prosody", path)),
    }
}

/// Whether a certificate with these names is one for the host: by name, or by a wildcard for one label.
pub fn covers(names: &[&str], host: &str) -> bool {
    names.iter().any(|name| match name.strip_prefix("*.") {
        Some(above) => host.split_once('.').is_some_and(|(_, rest)| same_domain(rest, above)),
        None => same_domain(name, host),
    })
}

/// The day of a time, as `2026-03-01`.
pub fn day(seconds: i64) -> String {
    // Civil days from the days since 1970, with years that begin in March (Hinnant's algorithm).
    let days = seconds.div_euclid(86_400).clamp(-700_000, 3_000_000) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", year + era * 400 + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_790_000_000, "2026-09-21"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(day(seconds), text);
        }
        for odd in [i64::MIN, i64::MAX] {
            assert!(!day(odd).is_empty());
        }
    }

    #[test]
    fn names_of_certificates() {
        assert!(covers(&["a.org", "*.b.org"], "A.org"));
        assert!(covers(&["*.b.org"], "x.b.org"));
        assert!(!covers(&["*.b.org"], "b.org"));
        assert!(!covers(&["*.b.org"], "y.x.b.org"));
        assert!(!covers(&[], "a.org"));
    }
}
