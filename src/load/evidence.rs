//! Facts that stand in no configuration file, and the documents that hold them.

use super::Role;

/// Where something was learnt.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Evidence {
    /// On the machine: processes, owners of files, certificates.
    Host,
    /// By asking what the configuration names.
    Network,
    /// From what the services wrote.
    Logs,
}

impl Evidence {
    /// All of them.
    pub const ALL: [Evidence; 3] = [Evidence::Host, Evidence::Network, Evidence::Logs];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Evidence::Host => "host",
            Evidence::Network => "network",
            Evidence::Logs => "logs",
        }
    }

    /// What people are shown instead of the path, where no such file exists.
    pub fn shown(self) -> &'static str {
        match self {
            Evidence::Host => "this machine",
            Evidence::Network => "the network",
            Evidence::Logs => "the logs",
        }
    }

    /// The path of the document in a tree.
    pub fn path(self) -> &'static str {
        match self {
            Evidence::Host => "jitsi-doctor/host.json",
            Evidence::Network => "jitsi-doctor/network.json",
            Evidence::Logs => "jitsi-doctor/logs.json",
        }
    }

    /// The evidence whose document has this path.
    pub fn of_path(path: &str) -> Option<Self> {
        Evidence::ALL.into_iter().find(|evidence| evidence.path() == path)
    }

    /// What the document is in the ledger.
    pub fn role(self) -> Role {
        match self {
            Evidence::Host => Role::HostFacts,
            Evidence::Network => Role::NetworkFacts,
            Evidence::Logs => Role::LogFacts,
        }
    }
}
