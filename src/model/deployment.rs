//! Everything that was found, in one place.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::layered::Layers;
use super::{
    Accounts, Apache, Docker, Inline, Jibri, Jicofo, Jigasi, MissingFile, Nginx, Packages, Plugins, Prosody,
    Recorded, Site, Turn, Videobridge, Web,
};
use crate::load::FileRecord;
use crate::policy::Policy;
use crate::syntax::SyntaxError;
use crate::text::{FileId, Sources, Span};
use crate::value::Map;

/// One deployment of Jitsi Meet, as far as this machine shows it.
#[derive(Debug, Default)]
pub struct Deployment {
    /// All texts.
    pub sources: Sources,
    /// What was read and what could not be.
    pub files: Vec<FileRecord>,
    /// Prosody, if it is configured here.
    pub prosody: Option<Prosody>,
    /// The web app, once per `config.js`.
    pub webs: Vec<Web>,
    /// What stops `interface_config.js`.
    pub interface_errors: Vec<SyntaxError>,
    /// The `interfaceConfig` object of `interface_config.js`.
    pub interface: Option<Map>,
    /// Jicofo, if it is configured here.
    pub jicofo: Option<Jicofo>,
    /// Videobridge, if it is configured here.
    pub jvb: Option<Videobridge>,
    /// Jibri, if it is configured here.
    pub jibri: Option<Jibri>,
    /// Jigasi, if it is configured here.
    pub jigasi: Option<Jigasi>,
    /// nginx, if it is configured here.
    pub nginx: Option<Nginx>,
    /// Apache, if it is configured here.
    pub apache: Option<Apache>,
    /// coturn, if it is configured here.
    pub turn: Option<Turn>,
    /// A docker-jitsi-meet directory.
    pub docker: Option<Docker>,
    /// Prosody's modules on disk.
    pub plugins: Plugins,
    /// Installed packages.
    pub packages: Packages,
    /// Prosody's accounts.
    pub accounts: Accounts,
    /// Files that are named and not there; empty unless this is a whole host, with its list of packages.
    pub missing_files: Vec<MissingFile>,
    /// Prosody host files that exist but are not loaded.
    pub unlinked: Vec<UnlinkedFile>,
    /// Comments to jitsi-doctor.
    pub inline: Vec<Inline>,
    /// What this site expects and accepts.
    pub policy: Policy,
    /// What was learnt on the machine.
    pub host: Recorded,
    /// What was learnt over the network.
    pub network: Recorded,
    /// What was found in logs.
    pub logs: Recorded,
    /// The domains of the sites.
    pub(super) domains: BTreeSet<String>,
    /// The Components that hold the rooms of sites, once a rule has asked.
    pub(super) rooms: OnceLock<BTreeSet<String>>,
    /// Where secrets are written, as far as the files could be parsed; no report shows these places.
    pub secrets: Vec<Span>,
}

/// A file in `conf.avail` that nothing includes.
#[derive(Clone, Debug)]
pub struct UnlinkedFile {
    /// The file.
    pub file: FileId,
    /// The hosts it would open, with the place that opens each.
    pub hosts: Vec<(String, Span)>,
}

impl Deployment {
    /// The meets on this machine: one for each `config.js`.
    pub fn sites(&self) -> impl Iterator<Item = Site<'_>> {
        self.webs.iter().map(|web| Site::new(web, self))
    }

    /// The files of every service that is written in Java, as far as it is here.
    pub fn layers(&self) -> impl Iterator<Item = &Layers> {
        let jicofo = self.jicofo.iter().map(|it| &it.layers);
        let jvb = self.jvb.iter().map(|it| &it.layers);
        let jibri = self.jibri.iter().map(|it| &it.layers);
        let jigasi = self.jigasi.iter().map(|it| &it.layers);
        jicofo.chain(jvb).chain(jibri).chain(jigasi)
    }

    pub(super) fn collect_secrets(&mut self) {
        let mut spans = Vec::new();
        let sections = self.prosody.iter().flat_map(|prosody| prosody.sections());
        sections.for_each(|section| section.options.secret_spans(&mut spans));
        self.webs.iter().for_each(|web| web.globals().secret_spans(&mut spans));
        self.interface.iter().for_each(|interface| interface.secret_spans(&mut spans));
        self.layers().for_each(|layers| layers.secret_spans(&mut spans));
        self.turn.iter().for_each(|turn| turn.document.root.secret_spans(&mut spans));
        self.docker.iter().for_each(|docker| docker.secret_spans(&mut spans));
        spans.extend(&self.policy.secrets);
        self.secrets.append(&mut spans);
    }

    /// Whether anything of a Jitsi was found.
    pub fn is_empty(&self) -> bool {
        self.prosody.is_none()
            && self.webs.is_empty()
            && self.jicofo.is_none()
            && self.jvb.is_none()
            && self.jibri.is_none()
            && self.jigasi.is_none()
            && self.nginx.is_none()
            && self.apache.is_none()
            && self.turn.is_none()
            && self.docker.is_none()
    }
}
