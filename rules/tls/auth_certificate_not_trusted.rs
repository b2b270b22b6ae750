//! Jicofo or the bridge does not trust the certificate with which Prosody takes their login.

use super::{listed, names_in, seen};
use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{CheckedLogin, Deployment, NamedCertificate, Shower, as_flag, covers, field, same_domain};

/// See the page.
pub struct AuthCertificateNotTrusted;

static META: Meta = Meta {
    id: "tls/auth-certificate-not-trusted",
    severity: Severity::Error,
    title: "certificate that Jicofo or the bridge does not trust",
    restart: &[Service::Jicofo, Service::Videobridge],
    follows: &["syntax/invalid-lua", "tls/key-of-other-certificate", "files/named-file-missing"],
    page: include_str!("auth_certificate_not_trusted.md"),
};

impl Rule for AuthCertificateNotTrusted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let logins = deployment.checked_logins();
        let mut done: Vec<String> = Vec::new();
        for (named, node) in seen(deployment, sink, |named| named.by == Shower::Prosody) {
            let Some((domain, _)) = named.names.first().filter(|(domain, _)| !done.contains(domain)) else {
                continue;
            };
            // Of those that Prosody may find by name, the first that is there.
            done.push(domain.clone());
            let mut checking: Vec<&CheckedLogin> = Vec::new();
            for login in logins.iter().filter(|login| same_domain(&login.domain, domain)) {
                if sink.yes(login.looks.clone()) {
                    checking.push(login);
                }
            }
            if checking.is_empty() {
                continue;
            }
            let trusts = ["java", "trusts", named.path.as_str()];
            let own = field(node, "self_signed", as_flag);
            let in_store = deployment.host.flag(&[trusts[0], trusts[1], trusts[2], "in_store"]);
            if sink.yes(own.is(|own| *own)) && in_store.is_set() && sink.no(in_store.is(|is| *is)) {
                let copied = deployment.host.flag(&[trusts[0], trusts[1], trusts[2], "copied"]);
                let copied = copied.is(|copied| *copied).is_yes();
                report(sink, &named, &checking, untrusted(&named, domain, copied));
                continue;
            }
            let fact = field(node, "names", Some);
            let Some((names, _)) = sink.known(&fact).map(|(list, _)| (names_in(list), ())) else { continue };
            // Without any, Java looks at the common name.
            if !names.is_empty() && !covers(&names, domain) {
                report(sink, &named, &checking, other_name(&named, domain, &names));
            }
        }
    }
}

fn report(sink: &mut Sink<'_>, named: &NamedCertificate, by: &[&CheckedLogin], problem: Problem) {
    let mut services: Vec<&str> = by.iter().map(|login| login.service).collect();
    services.dedup();
    let message = problem.message.replace("{}", &services.join(" and "));
    let mut finding = Finding::new(Problem { message, ..problem }).about(named.subject.clone());
    for login in by {
        finding = finding.related(login.place, format!("{} logs in here", login.service));
    }
    sink.report(finding);
}

fn untrusted(named: &NamedCertificate, domain: &str, copied: bool) -> Problem {
    let name = format!("/usr/local/share/ca-certificates/{domain}.crt");
    Problem {
        place: named.place,
        label: "Java does not trust this certificate".into(),
        message: "{} cannot log in after the next restart, and then no meeting works".into(),
        effect: format!(
            "Prosody encrypts logins at `{domain}` with this certificate, which it has signed itself. It is not in the trust store of \
             Java: \"PKIX path building failed\". It may have been made anew since it was copied there."
        ),
        help: match copied {
            true => "Run `update-ca-certificates -f`, which brings the copy that is already in `/usr/local/share/ca-certificates` into \
                     Java's store."
                .into(),
            false => format!("Run `cp {} {name} && update-ca-certificates -f`.", named.path),
        },
    }
}

fn other_name(named: &NamedCertificate, domain: &str, names: &[&str]) -> Problem {
    Problem {
        place: named.place,
        label: format!("not for `{domain}`"),
        message: "{} cannot log in after the next restart: the certificate is for another name".into(),
        effect: format!(
            "Logins are at `{domain}`, and the certificate holds {}. Java looks for the name of the account's domain and refuses: \
             \"certificate_unknown\".",
            listed(names),
        ),
        help: format!(
            "The certificate of the web site belongs into the web server only. Make one for Prosody with `prosodyctl cert generate \
             {domain}`, name it here, copy it to `/usr/local/share/ca-certificates/{domain}.crt` and run `update-ca-certificates -f`."
        ),
    }
}
