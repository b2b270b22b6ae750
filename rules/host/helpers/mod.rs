//! What the rules of this area share.

pub(super) mod facts;
pub(super) mod ports;
