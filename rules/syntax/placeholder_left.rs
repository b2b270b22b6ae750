//! A value is still the one of a template or a guide.

use crate::check::{Finding, Meta, Problem, Rule, Service, Severity, Sink};
use crate::fact::Fact;
use crate::model::{Deployment, Site};
use crate::secret::{Purpose, letters};
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Value};

/// See the page.
pub struct PlaceholderLeft;

static META: Meta = Meta {
    id: "syntax/placeholder-left",
    severity: Severity::Error,
    title: "value from a template",
    restart: &[
        Service::Prosody,
        Service::Jicofo,
        Service::Videobridge,
        Service::Jibri,
        Service::Jigasi,
        Service::Nginx,
        Service::Coturn,
    ],
    follows: &[],
    page: include_str!("placeholder_left.md"),
};

impl Rule for PlaceholderLeft {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, deployment: &Deployment, sink: &mut Sink<'_>) {
        let mut found: Vec<(FileId, &str, Span)> = Vec::new();
        // A server may really be called meet.example.com, in a test; then its other names are alike.
        let named_so = |site: Site<'_>| !matches!(site.web.domain(), Fact::Known(domain, _) if !domain.ends_with("example.com"));
        let foreign = deployment.sites().next().is_some() && !deployment.sites().any(named_so);
        let also = foreign.then_some(with_letters("meet.example.com"));
        let mut look = |text: &str, span: Span| {
            // Few texts have all letters of one of them, and all texts of all files are asked.
            let own = letters(text);
            let mut likely =
                PLACEHOLDERS.into_iter().chain(also).filter(|(_, its)| own & its == *its).peekable();
            if likely.peek().is_none() {
                return;
            }
            let text = text.to_ascii_lowercase();
            let Some((placeholder, _)) = likely.find(|(it, _)| text.contains(it)) else {
                return;
            };
            if !found.iter().any(|(file, known, _)| *file == span.file && *known == placeholder) {
                found.push((span.file, placeholder, span));
            }
        };
        if let Some(prosody) = &deployment.prosody {
            for host in prosody.hosts() {
                look(&host.name, host.place);
                walk_map(&prosody.section(host).options, &mut look);
            }
            prosody.sections().first().into_iter().for_each(|global| walk_map(&global.options, &mut look));
        }
        deployment.webs.iter().filter_map(|web| web.config()).for_each(|config| walk_map(config, &mut look));
        for layers in deployment.layers() {
            layers.hocon.iter().for_each(|(_, document)| walk_map(&document.root, &mut look));
            layers.legacy.iter().for_each(|(_, document)| walk_map(&document.root, &mut look));
        }
        deployment.turn.iter().for_each(|turn| walk_map(&turn.document.root, &mut look));
        let names =
            deployment.nginx.iter().flat_map(|nginx| nginx.servers()).flat_map(|server| &server.names);
        names.for_each(|(name, span)| look(name, *span));
        let names = deployment.apache.iter().flat_map(|apache| apache.hosts()).flat_map(|host| &host.names);
        names.for_each(|(name, span)| look(name, *span));
        for (_, placeholder, place) in found {
            sink.report(Finding::new(Problem {
                place,
                label: format!("`{placeholder}` is a name from a template"),
                message: "a sample value is still in use, so the programs do not find each other".into(),
                effect: "The text was to be replaced by a name of this server. As it is, it matches no host, account \
                         or secret of the other programs."
                    .into(),
                help: format!(
                    "Replace `{placeholder}` by the value of your server; the same name must stand in all files. If the \
                     line is not needed, remove it."
                ),
            })
            .restart_what_reads(deployment, place));
        }
    }
}

/// Texts that only templates and guides contain, in lower case. The names that this project's own pages use
/// as examples are none of them.
const PLACEHOLDERS: [(&str, u32); 14] = [
    with_letters("jitmeet.example.com"),
    with_letters("jitsi-meet.example.com"),
    with_letters("focususer@"),
    with_letters("example_app_id"),
    with_letters("example_app_secret"),
    with_letters("__turnsecret__"),
    with_letters("[your-hostname]"),
    with_letters("your-hostname"),
    with_letters("yourdomain.com"),
    with_letters("your.domain.com"),
    with_letters("your_app_id"),
    with_letters("<no value>"),
    with_letters("<<domain_base>>"),
    with_letters("yoursecret1"),
];

const fn with_letters(text: &str) -> (&str, u32) {
    (text, letters(text))
}

fn walk_map(map: &Map, look: &mut impl FnMut(&str, Span)) {
    for entry in map.iter() {
        walk(&entry.node, look);
    }
}

fn walk(node: &Node, look: &mut impl FnMut(&str, Span)) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| walk(item, look)),
        Value::Map(map) => walk_map(map, look),
        Value::Table(pairs) => pairs.iter().for_each(|(_, value)| walk(value, look)),
        value => {
            if let Some(text) = value.text_for(Purpose::Judge) {
                look(text, node.span);
            }
        }
    }
}
