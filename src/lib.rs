//! jitsi-doctor checks a self-hosted Jitsi Meet the way a good compiler checks code.
//!
//! Data takes one way: [`locate`] the files, [`load`] them, parse them ([`syntax`]) into value trees,
//! build one [`model`], [`check`] it with the [`rules`], and report. See ARCHITECTURE.md.

pub mod book;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod fact;
pub mod guard;
pub mod host;
pub mod load;
pub mod locate;
pub mod model;
pub mod policy;
pub mod probe;
pub mod report;
#[path = "../rules/mod.rs"]
pub mod rules;
pub mod secret;
pub mod syntax;
pub mod text;
pub mod value;
