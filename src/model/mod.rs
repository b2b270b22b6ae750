//! The model: one typed view of the whole deployment, made from what the loaders understood.
//!
//! Rules read facts from here and nowhere else. A component that is not on this machine is
//! `None`: remote, never missing.

mod accounts;
mod accounts_stored;
mod address;
mod base64;
mod bridge_addresses;
mod build;
mod deployment;
mod identity;
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
mod scram;
mod service_login;
mod shadow;
mod similar;
mod site;
mod system_properties;
mod tokens;
mod turn;
mod web;
mod written;

pub use accounts::Accounts;
pub use address::Address;
pub use bridge_addresses::StaticMapping;
pub use build::build;
pub use deployment::{Deployment, UnlinkedFile};
pub use jibri::{Jibri, JibriEnvironment};
pub use jicofo::{AuthType, Jicofo, JicofoAuth};
pub use jigasi::{Jigasi, JigasiAccount};
pub use jvb::{Videobridge, XmppClient};
pub use layered::Layers;
pub use login::MainHost;
pub use lookup::{Lookup, TextItem, Texts};
pub use names::{Jid, same_domain, same_jid};
pub use nginx::{Location, LocationMatch, Modifier, Nginx, Server};
pub use packages::Packages;
pub use prosody::{Host, HostKind, Modules, Prosody};
pub use relations::Identity;
pub use relay::is_relay;
pub use route::{Route, Target};
pub use same::same_value;
pub use service_login::ServiceLogin;
pub use shadow::Shadowed;
pub use similar::{alike_domains, edit_distance};
pub use site::{Login, Site};
pub use tokens::{SecretShape, TokenOptions};
pub use turn::Turn;
pub use web::Web;
pub use written::{Fit, Guess, Property, What, Written, expected};
