//! The catalogue: one folder an area, one pair of files a rule.
//!
//! To add a rule: write `rules/<area>/<rule_name>.rs` and `rules/<area>/<rule_name>.md`, and name it in
//! `rules/<area>/mod.rs`. The tests run the page and hold folder, catalogue and pages together.

use std::sync::LazyLock;

use crate::check::Rule;

mod accounts;
mod auth;
mod bridge;
mod docker;
mod files;
mod host;
mod jicofo;
mod options;
mod prosody;
mod proxy;
mod recording;
mod rooms;
mod site;
mod suppression;
mod syntax;
mod telephone;
mod turn;
mod web;

/// The areas.
const AREAS: &[&[&dyn Rule]] = &[
    accounts::RULES,
    auth::RULES,
    bridge::RULES,
    docker::RULES,
    files::RULES,
    host::RULES,
    jicofo::RULES,
    options::RULES,
    prosody::RULES,
    proxy::RULES,
    recording::RULES,
    rooms::RULES,
    site::RULES,
    suppression::RULES,
    syntax::RULES,
    telephone::RULES,
    turn::RULES,
    web::RULES,
];

/// Every rule, sorted by id.
pub static ALL: LazyLock<Vec<&'static dyn Rule>> = LazyLock::new(|| {
    let mut rules = AREAS.concat();
    rules.sort_by_key(|rule| rule.meta().id);
    rules
});
