//! What several rules ask about the machine.

use crate::check::Sink;
use crate::fact::Fact;
use crate::load::parent;
use crate::model::{Deployment, as_flag, field};
use crate::text::Span;
use crate::value::{Node, Reason};

/// The name of a service in a sentence.
pub(super) fn name(unit: &str) -> &str {
    match unit {
        "prosody" => "Prosody",
        "jicofo" => "Jicofo",
        "jitsi-videobridge2" => "the Videobridge",
        "jibri" => "Jibri",
        "jigasi" => "Jigasi",
        "apache2" => "Apache",
        other => other,
    }
}

/// The same at the beginning of a sentence.
pub(super) fn name_first(unit: &str) -> &str {
    if unit == "jitsi-videobridge2" { "The Videobridge" } else { name(unit) }
}

/// Whether a service surely runs.
pub(super) fn runs(deployment: &Deployment, unit: &str, sink: &mut Sink<'_>) -> bool {
    let running = deployment.host.flag(&["units", unit, "running"]);
    sink.known(&running).is_some_and(|(running, _)| *running)
}

/// Whether a user may do something with a path.
pub(super) enum Access {
    Granted,
    /// Not to this file or directory, which the facts describe there.
    Refused(String, Span),
    CannotTell(Reason, Span),
}

const READ: u32 = 4;
const SEARCH: u32 = 1;

/// Who asks for a file.
pub(super) struct Asker<'a> {
    /// A name; `None` is everybody.
    pub user: Option<&'a str>,
    pub groups: Vec<&'a str>,
}

/// Whether somebody may read a file: all directories on the way have to let him through, and the file itself.
pub(super) fn may_read(deployment: &Deployment, path: &str, asker: &Asker<'_>) -> Access {
    if asker.user == Some("root") {
        return Access::Granted;
    }
    let real = deployment.host.text(&["files", path, "real"]);
    let real = if let Fact::Known(real, _) = real { real } else { path };
    let mut way: Vec<&str> = Vec::new();
    for path in [path, real] {
        let mut above = parent(path);
        while above.len() > 1 {
            way.push(above);
            above = parent(above);
        }
    }
    let steps = way.into_iter().rev().map(|directory| (directory, SEARCH));
    let mut unknown = None;
    for (step, right) in steps.chain([(real, READ)]) {
        match may(deployment, step, right, asker) {
            Access::Granted => {}
            Access::CannotTell(reason, place) => unknown = unknown.or(Some((reason, place))),
            refused @ Access::Refused(..) => return refused,
        }
    }
    unknown.map_or(Access::Granted, |(reason, place)| Access::CannotTell(reason, place))
}

fn may(deployment: &Deployment, path: &str, right: u32, asker: &Asker<'_>) -> Access {
    let (node, place) = match deployment.host.get(&["files", path]) {
        Fact::Known(node, origin) => (node, origin.span),
        Fact::Unknown(reason, origin) => return Access::CannotTell(reason, origin.span),
        // What is not there is not what this is about.
        Fact::Absent(_) => return Access::Granted,
    };
    let text = |key: &str| field(node, key, Node::as_str);
    let mode = match text("mode") {
        Fact::Known(mode, _) => u32::from_str_radix(mode, 8).unwrap_or(0o7777),
        _ => return Access::Granted,
    };
    let is = |fact: Fact<&str>, names: &[&str]| matches!(fact, Fact::Known(name, _) if names.contains(&name));
    let class = match asker.user {
        Some(user) if is(text("owner"), &[user]) => mode >> 6,
        Some(_) if is(text("group"), &asker.groups) => mode >> 3,
        _ => mode,
    };
    if class & right != 0 {
        return Access::Granted;
    }
    // The mode of the group is the most that a list grants to anybody.
    let listed =
        matches!(field(node, "access_list", as_flag), Fact::Known(true, _)) && (mode >> 3) & right != 0;
    if listed && asker.user.is_some() {
        let reason = format!("`{path}` has an access list, which may let it in (`getfacl {path}` shows it)");
        return Access::CannotTell(Reason::new(reason), place);
    }
    Access::Refused(path.to_owned(), place)
}
