//! The addresses that Videobridge tells browsers: behind NAT, and for its WebSockets.

use super::Videobridge;
use crate::fact::{Fact, Origin, Verdict};
use crate::text::Span;
use crate::value::{Node, Value};

/// An address of the machine and the one by which the world knows it.
#[derive(Clone, Debug)]
pub struct StaticMapping {
    /// Where it is written.
    pub place: Span,
    /// The machine's own address.
    pub local: Fact<String>,
    /// The address for others.
    pub public: Fact<String>,
    /// The ports of both, if it is for one port only.
    pub ports: Fact<(i64, i64)>,
}

const LOCAL: &str = "org.ice4j.ice.harvest.NAT_HARVESTER_LOCAL_ADDRESS";
const PUBLIC: &str = "org.ice4j.ice.harvest.NAT_HARVESTER_PUBLIC_ADDRESS";

impl Videobridge {
    /// The mappings: that of the two legacy properties, if both are there, before those of the HOCON file.
    pub fn static_mappings(&self) -> Fact<Vec<StaticMapping>> {
        let list = self.layers.list("ice4j.harvest.mapping.static-mappings");
        let (Some((local, in_file)), Some((public, _))) =
            (self.layers.old_entry(LOCAL), self.layers.old_entry(PUBLIC))
        else {
            return list.map(|items| items.iter().map(mapping).collect());
        };
        let origin = Origin::at(local.node.span);
        if let (true, Verdict::CannotTell(reason, _)) = (in_file, self.layers.reads_legacy()) {
            return Fact::Unknown(reason, origin);
        }
        let mut mappings = vec![StaticMapping {
            place: local.key_span,
            local: text(Some(&local.node), origin.span),
            public: text(Some(&public.node), origin.span),
            ports: Fact::absent(None),
        }];
        match list {
            Fact::Known(items, _) => mappings.extend(items.iter().map(mapping)),
            Fact::Absent(_) => {}
            Fact::Unknown(reason, origin) => return Fact::Unknown(reason, origin),
        }
        Fact::Known(mappings, origin)
    }

    /// The domains in the addresses of its WebSockets: the old single one comes first.
    pub fn websocket_domains(&self) -> Fact<Vec<String>> {
        let single = self.text("videobridge.websockets.domain");
        let texts = |items: Vec<Node>| -> Vec<String> {
            items.iter().filter_map(Node::as_str).map(str::to_owned).collect()
        };
        let several = self.layers.list("videobridge.websockets.domains").map(texts);
        match (single, several) {
            (Fact::Known(first, origin), Fact::Known(mut all, _)) => {
                if !all.contains(&first) {
                    all.insert(0, first);
                }
                Fact::Known(all, origin)
            }
            (Fact::Known(first, origin), Fact::Absent(_)) => Fact::Known(vec![first], origin),
            (Fact::Unknown(reason, origin), _) | (_, Fact::Unknown(reason, origin)) => {
                Fact::Unknown(reason, origin)
            }
            (Fact::Absent(_), several) => several,
        }
    }
}

fn mapping(node: &Node) -> StaticMapping {
    let port = |name| match node.get(name).map(|port| &port.value) {
        Some(Value::Int(port)) => Some(*port),
        Some(Value::Str(port)) => port.trim().parse().ok(),
        _ => None,
    };
    let ports = match (port("local-port"), port("public-port")) {
        (Some(local), Some(public)) => Fact::Known((local, public), Origin::at(node.span)),
        _ => Fact::absent(Some(node.span)),
    };
    StaticMapping {
        place: node.span,
        local: text(node.get("local-address"), node.span),
        public: text(node.get("public-address"), node.span),
        ports,
    }
}

fn text(node: Option<&Node>, place: Span) -> Fact<String> {
    match node.map(|node| (&node.value, node.span)) {
        Some((Value::Str(text), span)) => Fact::Known(text.clone(), Origin::at(span)),
        Some((Value::Unknown(reason), span)) => Fact::Unknown(reason.clone(), Origin::at(span)),
        _ => Fact::absent(Some(place)),
    }
}
