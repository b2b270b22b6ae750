//! Facts from the network: what answers where the configuration points to.
//!
//! Two halves. The *plan* is a function of the deployment: which host and port to ask, for which text of the
//! configuration ([`plan`]). The *runner* asks ([`run`]): all questions at once, in a limited time, and never an address
//! that must not be asked ([`Reach`]). One file a kind of question, which has both: `plan` returns its [`Probe`]s, and each of them
//! holds the function that asks. The answers become one document (see [`crate::load::Evidence`]): `probes`, below it the kind,
//! below that the subject. What could not be learnt is `{"$unknown": "reason"}`; what was not asked is left out.
//!
//! Nothing is sent but what the protocol needs: no passwords, tokens or cookies.

mod certificate;
mod contact;
mod discovery;
mod http;
mod keys;
mod reach;
mod runner;
#[cfg(test)]
mod tests;
mod trust;
mod web;
mod xmpp;

use serde_json::Value;

use crate::model::Deployment;
use crate::text::Span;

pub use contact::Contact;
pub use reach::Reach;
pub use runner::{Network, Resolver, run};

/// One question to the network.
pub struct Probe {
    /// The key in the document, such as `keys`.
    pub kind: &'static str,
    /// The key below it: what rules look the answer up by, such as the address as it is written, without its query.
    pub subject: String,
    /// The name or address that is asked. It stands in the configuration, or is made of what stands there.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The text of the configuration because of which it is asked.
    pub place: Span,
    /// Asks. It may use only the addresses of the contact and the time that is left, and returns what it learnt.
    pub ask: Ask,
}

/// The function that asks. A fact may be `unknown("reason")`.
pub type Ask = Box<dyn FnOnce(&Contact) -> Value + Send>;

/// Everything that is to be asked about a deployment, in order.
pub fn plan(deployment: &Deployment) -> Vec<Probe> {
    let mut probes = Vec::new();
    // One line a kind.
    probes.extend(keys::plan(deployment));
    probes.extend(discovery::plan(deployment));
    probes.extend(web::plan(deployment));
    probes.extend(certificate::plan(deployment));
    probes.extend(xmpp::plan(deployment));
    probes
}

/// A value that could not be learnt. The reason fits after "because".
pub fn unknown(reason: impl Into<String>) -> Value {
    serde_json::json!({ "$unknown": reason.into() })
}
