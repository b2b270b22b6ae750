//! Where is Jitsi here? Paths of the files to read, found by looking at names only.

mod debian;
mod docker;

pub use debian::{POLICIES, debian};
pub use docker::{Docker, docker};

use crate::check::Service;
use crate::load::{Evidence, Tree};

/// Looks for every layout.
pub fn find(tree: &dyn Tree) -> Located {
    Located { docker: docker(tree), ..debian(tree) }
}

use crate::syntax::lua::ProsodyVersion;

/// The files of one deployment. A path that is given need not exist; what is `None` or empty is not here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Located {
    /// Prosody's main file.
    pub prosody: Option<String>,
    /// Prosody host files that may or may not be included by the main file.
    pub prosody_available: Vec<String>,
    /// Every `config.js`.
    pub web: Vec<String>,
    /// `interface_config.js`.
    pub interface: Option<String>,
    /// Jicofo's files.
    pub jicofo: JavaService,
    /// Videobridge's files.
    pub jvb: JavaService,
    /// Jibri's files. The legacy one is `config.json`.
    pub jibri: JavaService,
    /// Jigasi's files, of which none is HOCON.
    pub jigasi: JavaService,
    /// nginx's main file.
    pub nginx: Option<String>,
    /// Apache's main file.
    pub apache: Option<String>,
    /// coturn's file.
    pub turn: Option<String>,
    /// dpkg's status file.
    pub packages: Option<String>,
    /// A docker-jitsi-meet directory.
    pub docker: Option<Docker>,
    /// The version of Prosody, if told; it counts more than what the packages say.
    pub prosody_version: Option<ProsodyVersion>,
    /// Recorded facts that lie in the tree. What the live host says itself is not among them.
    pub recorded: Vec<Evidence>,
    /// What this site expects and accepts: `jitsi-doctor.toml`.
    pub policy: Option<String>,
}

/// The files of a service written in Java.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct JavaService {
    /// The HOCON file.
    pub hocon: Option<String>,
    /// The legacy properties, or what else came before HOCON.
    pub legacy: Option<String>,
    /// The variables the service starts with.
    pub env: Option<String>,
}

impl JavaService {
    /// Whether any file was found that makes the service do something.
    pub fn is_here(&self) -> bool {
        self.hocon.is_some() || self.legacy.is_some()
    }
}

impl Located {
    /// The files of one service alone, and what tells the versions of programs.
    #[must_use]
    pub fn only(self, service: Service) -> Self {
        let Located { packages, prosody_version, policy, .. } = self;
        let mut only = Located { packages, prosody_version, policy, ..Located::default() };
        match service {
            Service::Prosody => only.prosody = self.prosody,
            Service::Jicofo => only.jicofo = self.jicofo,
            Service::Videobridge => only.jvb = self.jvb,
            Service::Jibri => only.jibri = self.jibri,
            Service::Jigasi => only.jigasi = self.jigasi,
            Service::Nginx => only.nginx = self.nginx,
            Service::Apache => only.apache = self.apache,
            Service::Coturn => only.turn = self.turn,
        }
        only
    }

    /// Whether any file was found that a program reads when it starts.
    pub fn has_service(&self) -> bool {
        let web = self.nginx.is_some() || self.apache.is_some() || self.turn.is_some();
        // A service may have its variables alone, which name another file.
        let java = [&self.jicofo, &self.jvb, &self.jibri, &self.jigasi];
        self.prosody.is_some() || web || java.into_iter().any(|it| it.is_here() || it.env.is_some())
    }

    /// Whether nothing of a Jitsi was found. A web server and a package list alone are none.
    pub fn is_empty(&self) -> bool {
        self.prosody.is_none()
            && self.prosody_available.is_empty()
            && self.web.is_empty()
            && !self.jicofo.is_here()
            && !self.jvb.is_here()
            && self.docker.is_none()
            && !self.jibri.is_here()
            && !self.jigasi.is_here()
    }
}
