//! The model: one typed view of the whole deployment, made from what the loaders understood.
//!
//! Rules read facts from here and nowhere else. A component that is not on this machine is
//! `None`: remote, never missing.

mod accounts;
mod address;
mod apache;
mod apache_route;
mod base64;
mod bridge_addresses;
mod build;
mod coerce;
mod deployment;
mod docker;
mod front;
mod identity;
mod inline;
mod jibri;
mod jicofo;
mod jigasi;
mod jvb;
mod layered;
mod legacy;
mod login;
mod login_page;
mod lookup;
pub mod modules;
mod named_files;
mod names;
mod nginx;
mod packages;
mod percent;
mod prosody;
#[cfg(test)]
mod recording_tests;
mod relations;
mod relay;
mod route;
mod same;
mod shadow;
mod similar;
mod site;
mod system_properties;
mod tokens;
mod turn;
mod web;

pub use accounts::Accounts;
pub use address::Address;
pub use apache::{Apache, VirtualHost};
pub use bridge_addresses::StaticMapping;
pub use build::build;
pub use coerce::Choice;
pub use deployment::{Deployment, UnlinkedFile};
pub use docker::{Docker, DockerService};
pub use front::{Forward, Front, Way};
pub use inline::{Inline, Word};
pub use jibri::{Jibri, JibriEnvironment};
pub use jicofo::{AuthType, Jicofo, JicofoAuth};
pub use jigasi::{Jigasi, JigasiAccount};
pub use jvb::{Videobridge, XmppClient};
pub use login::MainHost;
pub use lookup::{Lookup, TextItem, Texts};
pub use named_files::{FileUse, MissingFile};
pub use names::{Jid, same_domain, same_jid};
pub use nginx::{Location, LocationMatch, Modifier, Nginx, Server};
pub use packages::Packages;
pub use prosody::{Host, HostKind, Modules, Prosody};
pub use relations::Identity;
pub use relay::is_relay;
pub use route::{Route, Target};
pub use same::same_value;
pub use shadow::Shadowed;
pub use similar::{alike_domains, edit_distance};
pub use site::{Login, Site};
pub use tokens::{SecretShape, TokenOptions};
pub use turn::Turn;
pub use web::Web;
