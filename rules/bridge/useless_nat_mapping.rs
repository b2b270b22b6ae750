//! A mapping of addresses behind NAT that never applies, or gives browsers an address that is none.

use core::net::{IpAddr, Ipv4Addr};

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Origin};
use crate::model::Deployment;

/// See the page.
pub struct UselessNatMapping;

static META: Meta = Meta {
    id: "bridge/useless-nat-mapping",
    severity: Severity::Error,
    title: "mapping of addresses without effect",
    restart: &[Service::Videobridge],
    follows: &["syntax/invalid-hocon", "syntax/invalid-properties", "bridge/half-nat-mapping"],
    page: include_str!("useless_nat_mapping.md"),
};

impl Rule for UselessNatMapping {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let Some(jvb) = &deployment.jvb else { return };
        let mappings = jvb.static_mappings();
        let Some((mappings, _)) = sink.known(&mappings) else { return };
        let stun = jvb.layers.hocon_value("ice4j.harvest.mapping.stun.addresses");
        let by_stun =
            matches!(&stun, Fact::Known(node, _) if node.as_list().is_some_and(|list| !list.is_empty()));
        for mapping in mappings {
            // docker-jitsi-meet wrote an empty one where no address was given; STUN finds it then.
            if by_stun && matches!(&mapping.public, Fact::Known(public, _) if public.is_empty()) {
                continue;
            }
            let sides = [(&mapping.local, "local"), (&mapping.public, "public")];
            let faults: Vec<_> =
                sides.into_iter().filter_map(|(side, name)| judge(side, name, sink)).collect();
            for (origin, label, help, severity) in faults {
                let info = severity == Severity::Info;
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: label.into(),
                    message: match info {
                        true => "after a change of the public address, meetings have no audio and no video until a restart".into(),
                        false => "meetings of three or more people have no audio and no video".into(),
                    },
                    effect: match info {
                        true => "Videobridge asks for the address of this name once, when it starts, and does not notice a change; if it \
                                 gets no answer then, the mapping is useless."
                            .into(),
                        false => "Videobridge replaces the machine's own address by the public one when it tells browsers where it is. \
                                  With this mapping it does not, or names an address that nobody outside reaches."
                            .into(),
                    },
                    help: help.into(),
                });
                sink.report(finding.severity(severity));
            }
            let (Fact::Known(local, _), Fact::Known(public, origin)) = (&mapping.local, &mapping.public)
            else {
                continue;
            };
            // Other mappings may be for those inside.
            if mappings.len() == 1 && is_global(local) && is_private(public) {
                let finding = Finding::new(Problem {
                    place: origin.span,
                    label: "a private address, and the local one is public".into(),
                    message: "meetings of three or more people may have no audio and no video".into(),
                    effect: "The two addresses seem to be exchanged: browsers are told a private address, which those outside do \
                             not reach."
                        .into(),
                    help: format!("Write `{public}` as the local address and `{local}` as the public one."),
                });
                sink.report(finding.severity(Severity::Warning));
            }
        }
    }
}

type Fault = (Origin, &'static str, &'static str, Severity);

fn judge(side: &Fact<String>, name: &str, sink: &mut Sink<'_>) -> Option<Fault> {
    let (text, origin) = sink.known(side)?;
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let help = match name {
        "local" => "Write the machine's own address in the network, as `ip address` shows it.",
        _ => "Write the public address alone, such as `203.0.113.7`.",
    };
    match bare.parse::<IpAddr>() {
        Ok(address) if address.is_loopback() => {
            Some((*origin, "the address of this machine for itself", help, Severity::Error))
        }
        Ok(address) if address.is_unspecified() => {
            Some((*origin, "stands for all addresses and is none", help, Severity::Error))
        }
        Ok(_) => None,
        Err(_) if bare.eq_ignore_ascii_case("localhost") => {
            Some((*origin, "the address of this machine for itself", help, Severity::Error))
        }
        Err(_) if is_name(bare) => {
            let help = "Write the address, or let the bridge find it by STUN (`ice4j.harvest.mapping.stun.addresses`).";
            Some((*origin, "a name, not an address", help, Severity::Info))
        }
        Err(_) => Some((*origin, "not an address", help, Severity::Error)),
    }
}

/// Whether DNS may know it; four numbers with a mistake are no name.
fn is_name(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    text.contains('.') && text.chars().all(letters) && text.chars().any(|c| c.is_ascii_alphabetic())
}

fn is_private(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok_and(|address| address.is_private())
}

fn is_global(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok_and(|address| {
        let shared = address.octets()[0] == 100 && (64..128).contains(&address.octets()[1]);
        !address.is_private() && !address.is_loopback() && !address.is_link_local() && !shared
    })
}
