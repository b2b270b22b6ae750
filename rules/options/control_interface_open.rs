//! The HTTP interface by which a service is controlled listens to the world.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::{Fact, Verdict};
use crate::model::{Deployment, Layers};

/// See the page.
pub struct ControlInterfaceOpen;

static META: Meta = Meta {
    id: "options/control-interface-open",
    severity: Severity::Warning,
    title: "control interface open to the world",
    restart: &[Service::Jicofo, Service::Videobridge, Service::Jibri],
    follows: &[],
    page: include_str!("control_interface_open.md"),
};

/// An interface: its service, the package, the option of its address, and what it lets strangers do.
struct Interface<'d> {
    layers: Option<&'d Layers>,
    package: &'static str,
    address: &'static str,
    message: &'static str,
    effect: &'static str,
    /// Makes it worse.
    grave: Option<&'static str>,
}

impl Rule for ControlInterfaceOpen {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        for interface in interfaces(deployment) {
            // In a container "everywhere" is the container; whether it is one, packages tell.
            let (Some(layers), Some(_)) = (interface.layers, deployment.packages.version(interface.package))
            else {
                continue;
            };
            let address: Fact<String> = layers.text(interface.address);
            let Some((host, origin)) = sink.known(&address) else { continue };
            if !EVERYWHERE.contains(&host.trim()) {
                continue;
            }
            let finding = Finding::new(Problem {
                place: origin.span,
                label: "every address of this machine".into(),
                message: interface.message.into(),
                effect: interface.effect.into(),
                help: format!(
                    "Write `{} = \"127.0.0.1\"`. If another machine has to ask, use an address of the inner network, or let \
                     only that machine through the firewall.",
                    interface.address
                ),
            })
            .restart_what_reads(deployment, origin.span);
            let grave = interface.grave.map(|option| (option, layers.is_on(option)));
            sink.report(match grave {
                Some((option, Verdict::Yes)) => {
                    let switch = layers.value(option).place();
                    finding
                        .severity(Severity::Error)
                        .related_opt(switch, "this lets strangers open and close meetings")
                }
                _ => finding,
            });
        }
    }
}

const EVERYWHERE: [&str; 4] = ["", "0.0.0.0", "::", "[::]"];

fn interfaces(deployment: &Deployment) -> [Interface<'_>; 4] {
    let jibri = deployment.jibri.as_ref().map(|it| &it.layers);
    [
        Interface {
            layers: deployment.jicofo.as_ref().map(|it| &it.layers),
            package: "jicofo",
            address: "jicofo.rest.host",
            message: "strangers can look into running meetings and move people between bridges",
            effect: "Jicofo answers at port 8888 without any login: `/debug` shows rooms and participants, `/move-endpoints` and \
                     `/pin` change where meetings run.",
            grave: None,
        },
        Interface {
            layers: deployment.jvb.as_ref().map(|it| &it.layers),
            package: "jitsi-videobridge2",
            address: "videobridge.http-servers.private.host",
            message: "strangers can look into the bridge and take it out of service",
            effect: "Videobridge answers at port 8080 without any login: `/debug` shows meetings and participants, and \
                     `/colibri/drain` keeps new meetings away.",
            grave: Some("videobridge.apis.rest.enabled"),
        },
        Interface {
            layers: jibri,
            package: "jibri",
            address: "jibri.api.http.external-api-host",
            message: "strangers can start and stop recordings",
            effect: "Jibri's HTTP interface has no login: whoever reaches it can record any address and stop what is recorded.",
            grave: None,
        },
        Interface {
            layers: jibri,
            package: "jibri",
            address: "jibri.api.http.internal-api-host",
            message: "strangers can shut Jibri down",
            effect: "Jibri's inner HTTP interface has no login: `/shutdown` ends the program, in the middle of a recording too.",
            grave: None,
        },
    ]
}
