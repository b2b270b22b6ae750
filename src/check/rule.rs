//! What a rule is.

use super::{Idle, Severity, Sink};
use crate::load::{Evidence, Role};
use crate::model::Deployment;

/// A rule of the catalogue: a small function over the model, and the facts about it.
pub trait Rule: Sync {
    /// Name, severity and page.
    fn meta(&self) -> &'static Meta;

    /// What it looks at besides the configuration. Without that it does not run, and the report says so.
    fn needs(&self) -> Option<Evidence> {
        None
    }

    /// Looks at the deployment and reports to the sink. Rules do no I/O and keep no state.
    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>);

    /// Looks at what became of the suppressions, after all rules have run.
    fn review(&self, _: &[Idle], _: &mut Sink<'_>) {}
}

impl Meta {
    /// Whether its findings are mistakes for which a service does not start, or loads none of its settings.
    /// No file may hide those: whoever restarts the service has to know.
    pub fn stops_a_service(&self) -> bool {
        self.id.starts_with("syntax/") && self.severity == Severity::Error
    }

    /// Whether a comment or `[[ignore]]` may silence a finding.
    pub fn may_be_ignored(&self) -> bool {
        // What is wrong with suppressions is mended by removing them.
        !self.stops_a_service() && !self.id.starts_with("suppression/")
    }
}

/// The facts about a rule that do not depend on what it looks at.
#[derive(Debug)]
pub struct Meta {
    /// `area/rule-name`: a noun phrase for the defect. It is permanent.
    pub id: &'static str,
    /// How bad it is, unless a finding says otherwise.
    pub severity: Severity,
    /// The defect in a few words.
    pub title: &'static str,
    /// What has to be restarted after the fix.
    pub restart: &'static [Service],
    /// Rules whose finding is the cause of this one: beside theirs, this one's is folded away.
    pub follows: &'static [&'static str],
    /// The page in Markdown; it is what `explain` prints and what the tests run.
    pub page: &'static str,
}

/// A service as the admin restarts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Service {
    /// `prosody`
    Prosody,
    /// `jicofo`
    Jicofo,
    /// `jitsi-videobridge2`
    Videobridge,
    /// `jibri`
    Jibri,
    /// `jigasi`
    Jigasi,
    /// `nginx`
    Nginx,
    /// `apache2`
    Apache,
    /// `coturn`
    Coturn,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 8] = [
        Service::Prosody,
        Service::Jicofo,
        Service::Videobridge,
        Service::Jibri,
        Service::Jigasi,
        Service::Nginx,
        Service::Apache,
        Service::Coturn,
    ];

    /// The service whose systemd unit has this name.
    pub fn of_unit(unit: &str) -> Option<Self> {
        Service::ALL.into_iter().find(|service| service.unit() == unit)
    }

    /// What has to be restarted after a change of such a file; `None` if the file could be anything.
    pub fn reading(role: Role) -> Option<&'static [Service]> {
        Some(match role {
            Role::Prosody | Role::ProsodyValue | Role::ProsodyScript => &[Service::Prosody],
            Role::Web | Role::Interface | Role::Packages | Role::Policy => &[],
            Role::Jicofo | Role::JicofoLegacy | Role::JicofoEnv => &[Service::Jicofo],
            Role::Videobridge | Role::VideobridgeLegacy | Role::VideobridgeEnv => &[Service::Videobridge],
            Role::Jibri | Role::JibriLegacy => &[Service::Jibri],
            Role::Jigasi | Role::JigasiEnv => &[Service::Jigasi],
            Role::Nginx => &[Service::Nginx],
            Role::Apache => &[Service::Apache],
            Role::Turn => &[Service::Coturn],
            Role::HostFacts | Role::NetworkFacts | Role::LogFacts => &[],
            // Containers are no units: the help says what to run.
            Role::Compose | Role::DotEnv | Role::ServiceEnv => &[],
            Role::Other => return None,
        })
    }

    /// The name of the systemd unit.
    pub fn unit(self) -> &'static str {
        match self {
            Service::Prosody => "prosody",
            Service::Jicofo => "jicofo",
            Service::Videobridge => "jitsi-videobridge2",
            Service::Jibri => "jibri",
            Service::Jigasi => "jigasi",
            Service::Nginx => "nginx",
            Service::Apache => "apache2",
            Service::Coturn => "coturn",
        }
    }
}
