//! The bridge is told to translate an address that this machine does not have.

use std::net::IpAddr;

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::load::Evidence;
use crate::model::{Deployment, field};
use crate::value::Node;

/// See the page.
pub struct StaticMappingLocalAddressAbsent;

static META: Meta = Meta {
    id: "host/static-mapping-local-address-absent",
    severity: Severity::Error,
    title: "NAT mapping of an address that is not here",
    restart: &[Service::Videobridge],
    follows: &["bridge/useless-nat-mapping", "bridge/half-nat-mapping"],
    page: include_str!("static_mapping_local_address_absent.md"),
};

impl Rule for StaticMappingLocalAddressAbsent {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn needs(&self) -> Option<Evidence> {
        Some(Evidence::Host)
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let mappings = jvb.static_mappings();
        let Some((mappings, _)) = sink.known(&mappings) else { return };
        for mapping in mappings {
            let Some((local, origin)) = sink.known(&mapping.local) else { continue };
            // A name is looked up by the bridge; only addresses can be compared.
            let Ok(wanted) = local.trim().parse::<IpAddr>() else { continue };
            let addresses = deployment.host.list(&["addresses"]);
            let Some((addresses, own)) = sink.known(&addresses) else { return };
            let known: Vec<(IpAddr, &str)> = addresses.iter().filter_map(address).collect();
            if known.is_empty() || known.iter().any(|(address, _)| *address == wanted) {
                continue;
            }
            let likely = known
                .iter()
                .find(|(address, _)| address.is_ipv4() == wanted.is_ipv4() && is_usable(*address));
            let help = match likely {
                Some((_, text)) => format!(
                    "Write the machine's own address, such as `{text}`; `ip -brief address` lists all."
                ),
                None => "Write the machine's own address; `ip -brief address` lists all.".into(),
            };
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "no interface has this address".into(),
                message: "three people and more have no audio and no video: the bridge names no address they can reach".into(),
                effect: format!(
                    "The bridge tells browsers the public address in the place of `{local}`. No interface of this machine has that, so \
                     it logs \"Discarding a mapping harvester\" and tells only addresses behind the router."
                ),
                help,
            });
            sink.report(
                finding.about("jitsi-videobridge2").related(own.span, "the addresses of this machine"),
            );
        }
    }
}

fn address(node: &Node) -> Option<(IpAddr, &str)> {
    match field(node, "address", Node::as_str) {
        crate::fact::Fact::Known(text, _) => Some((text.parse().ok()?, text)),
        _ => None,
    }
}

/// Whether it is an address for others: not that of the machine for itself, nor that of Docker's bridge.
fn is_usable(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            !address.is_loopback() && !address.is_link_local() && address.octets()[..2] != [172, 17]
        }
        IpAddr::V6(address) => !address.is_loopback() && address.segments()[0] != 0xfe80,
    }
}
