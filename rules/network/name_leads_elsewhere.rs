//! The name of the site leads to an address that is none of this machine.

use core::net::IpAddr;
use std::collections::BTreeSet;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::load::Evidence;
use crate::model::{Address, Deployment, field};
use crate::value::Node;

/// See the page.
pub struct NameLeadsElsewhere;

static META: Meta = Meta {
    id: "network/name-leads-elsewhere",
    severity: Severity::Info,
    title: "name of the site that leads to another machine",
    restart: &[Service::Videobridge],
    follows: &["proxy/unserved-host"],
    page: include_str!("name_leads_elsewhere.md"),
};

impl Rule for NameLeadsElsewhere {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Network)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        if deployment.asked_from_elsewhere() {
            return;
        }
        for site in deployment.sites() {
            for (name, place) in site.public_names() {
                // Another machine serves the web site of those that have no web server here.
                if deployment.tls_front(&name).is_none() {
                    continue;
                }
                let answer = deployment.network.get(&["probes", "names", &name]);
                let Some((answer, _)) = sink.known(&answer) else { continue };
                let listed = field(answer, "addresses", Node::as_list);
                let Some((listed, origin)) = sink.known(&listed) else { continue };
                let to: BTreeSet<IpAddr> = addresses(listed.iter().filter_map(Node::as_str));
                // One that leads to the machine itself is from its own `/etc/hosts`.
                if to.is_empty() || !to.iter().all(is_public) {
                    continue;
                }
                let Some(own) = own(deployment, sink) else { continue };
                let same_family =
                    |address: &&IpAddr| to.iter().any(|other| other.is_ipv4() == address.is_ipv4());
                let own: BTreeSet<IpAddr> = own.iter().filter(same_family).copied().collect();
                // Behind NAT, nothing here knows the public address.
                if own.is_empty() || to.intersection(&own).next().is_some() {
                    continue;
                }
                let shown = |addresses: &BTreeSet<IpAddr>| {
                    let texts: Vec<String> =
                        addresses.iter().take(4).map(|address| format!("`{address}`")).collect();
                    texts.join(", ")
                };
                let finding = Finding::new(Problem {
                    place,
                    label: format!("leads to {}", shown(&to)),
                    message:
                        "people may not reach this machine: the name of the site leads to another address"
                            .into(),
                    effect: format!(
                        "The DNS says {} for `{name}`. The public addresses of this machine, with those that the bridge is told, are \
                         {}. With a proxy or a balancer in front that is as it should be.",
                        shown(&to),
                        shown(&own),
                    ),
                    help: format!(
                        "If there is nothing in between: set `{name}` to the address of this machine at your DNS provider, or correct \
                         `public-address` in `/etc/jitsi/videobridge/jvb.conf` if that is the old one."
                    ),
                });
                sink.report(finding.about(site.subject()).related(origin.span, "what the DNS says"));
            }
        }
    }
}

/// The public addresses of the machine: its own, those that the bridge is told, and as which a STUN server sees it.
fn own(deployment: &Deployment, sink: &mut Sink<'_>) -> Option<BTreeSet<IpAddr>> {
    let mut texts: Vec<String> = Vec::new();
    let interfaces = deployment.host.list(&["addresses"]);
    if let Some((interfaces, _)) = sink.known(&interfaces) {
        let address = |node: &Node| node.get("address").and_then(Node::as_str).map(str::to_owned);
        texts.extend(interfaces.iter().filter_map(address));
    }
    if let Some(jvb) = &deployment.jvb {
        let mappings = jvb.static_mappings();
        for mapping in sink.known(&mappings).map_or(&Vec::new(), |(mappings, _)| mappings) {
            match &mapping.public {
                Fact::Known(text, _) => texts.push(text.clone()),
                Fact::Unknown(reason, origin) => {
                    sink.cannot_tell(reason.clone(), Some(origin.span));
                    return None;
                }
                Fact::Absent(_) => {}
            }
        }
        if let Fact::Unknown(..) = mappings {
            return None;
        }
    }
    for (host, port, _) in deployment.offered_stun() {
        let mapped = deployment.network.text(&["probes", "stun", &format!("stun:{host}:{port}"), "mapped"]);
        if let Fact::Known(text, _) = mapped {
            texts.push(text.to_owned());
        }
    }
    Some(addresses(texts.iter().map(String::as_str)).into_iter().filter(is_public).collect())
}

fn addresses<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<IpAddr> {
    // An interface may have the length of its network behind the address.
    texts.filter_map(|text| text.split(['/', '%']).next()?.parse().ok()).collect()
}

fn is_public(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let shared = four.octets()[0] == 100 && four.octets()[1] & 0xc0 == 64;
            !shared
                && !four.is_link_local()
                && !four.is_unspecified()
                && !Address::parse(&four.to_string()).is_internal()
        }
        IpAddr::V6(six) => six.segments()[0] & 0xe000 == 0x2000,
    }
}
