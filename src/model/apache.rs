//! Apache httpd: which virtual host answers for a name, and what it does with a request.

use super::names::canonical_domain;
use crate::load::matches_wildcard;
use crate::syntax::SyntaxError;
use crate::syntax::apache::{Config, Directive, Modules, is, is_condition};
use crate::text::{FileId, Span};
use crate::value::Reason;

/// Apache's configuration with the questions that rules ask.
#[derive(Debug)]
pub struct Apache {
    config: Config,
    /// The installed version.
    version: Option<String>,
    hosts: Vec<VirtualHost>,
    /// What stands outside of virtual hosts and sections.
    global: Vec<Directive>,
}

/// One `<VirtualHost>`.
#[derive(Debug)]
pub struct VirtualHost {
    /// Its first line.
    pub place: Span,
    /// `ServerName` and `ServerAlias`, in lower case.
    pub names: Vec<(String, Span)>,
    /// The addresses in its first line.
    pub addresses: Vec<String>,
    pub(super) directives: Vec<Directive>,
    tls: bool,
}

impl Apache {
    pub(super) fn new(mut config: Config, version: Option<&str>) -> Self {
        let hidden = |directive: &&Directive| {
            is_condition(directive) && directive.block.iter().flatten().any(|inner| is(inner, "VirtualHost"))
        };
        if config.directives.iter().any(|directive| hidden(&directive)) {
            let reason = "virtual hosts of Apache stand in a condition that cannot be decided here";
            config.lossy.get_or_insert(Reason::new(reason));
        }
        let mut hosts: Vec<VirtualHost> = config.directives.iter().filter_map(VirtualHost::new).collect();
        let global: Vec<Directive> =
            config.directives.iter().filter(|directive| !is(directive, "VirtualHost")).cloned().collect();
        let engine = switched_on(&global, "SSLEngine");
        for host in &mut hosts {
            host.tls = switched_on(&host.directives, "SSLEngine").or(engine).unwrap_or(false);
        }
        Apache { config, version: version.map(str::to_owned), hosts, global }
    }

    /// What makes httpd refuse the configuration.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.config.errors
    }

    /// The loaded files in order.
    pub fn files(&self) -> &[FileId] {
        &self.config.files
    }

    /// All virtual hosts.
    pub fn hosts(&self) -> impl Iterator<Item = &VirtualHost> {
        self.hosts.iter()
    }

    /// The loaded modules.
    pub fn modules(&self) -> &Modules {
        &self.config.modules
    }

    /// The installed version, as the package names it.
    pub(super) fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// What stands outside of virtual hosts, which inherit some of it.
    pub(super) fn global(&self) -> &[Directive] {
        &self.global
    }

    /// Why something that seems to be missing may be there.
    pub fn lossy(&self) -> Option<&Reason> {
        self.config.lossy.as_ref()
    }

    /// Whether any host speaks TLS; behind another proxy none may.
    pub fn has_tls(&self) -> bool {
        self.hosts.iter().any(|host| host.tls)
    }

    /// The TLS host with this name: the first one, as in httpd.
    pub fn site(&self, name: &str) -> Option<&VirtualHost> {
        self.hosts.iter().find(|host| host.tls && host.answers(name))
    }

    /// The host with this name where none speaks TLS; one that only redirects is not it.
    pub(super) fn plain_site(&self, name: &str) -> Option<&VirtualHost> {
        let candidate = |host: &&VirtualHost| host.answers(name) && !host.redirects();
        (!self.has_tls()).then(|| self.hosts.iter().find(candidate))?
    }

    /// Whether another host has the same name and other addresses: which one answers depends on the address.
    pub(super) fn rival(&self, host: &VirtualHost, name: &str) -> bool {
        let other = |other: &&VirtualHost| {
            !std::ptr::eq(*other, host) && other.tls == host.tls && other.answers(name)
        };
        self.hosts.iter().filter(other).any(|other| other.addresses != host.addresses)
    }
}

impl VirtualHost {
    fn new(directive: &Directive) -> Option<Self> {
        let block = directive.block.as_ref().filter(|_| is(directive, "VirtualHost"))?;
        let named = block.iter().filter(|inner| is(inner, "ServerName") || is(inner, "ServerAlias"));
        let names = named.flat_map(|inner| &inner.args).map(|word| (server_name(&word.text), word.span));
        Some(VirtualHost {
            place: directive.span,
            names: names.collect(),
            addresses: directive.args.iter().map(|word| word.text.to_ascii_lowercase()).collect(),
            directives: block.clone(),
            tls: false,
        })
    }

    /// Its last directive of this name.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().rev().find(|directive| is(directive, name))
    }

    /// Whether it has this name, or a pattern for it.
    pub fn answers(&self, name: &str) -> bool {
        self.names.iter().any(|(own, _)| own == name || (own != "*" && matches_wildcard(own, name)))
    }

    fn redirects(&self) -> bool {
        self.directives.iter().any(|directive| {
            let to_all = directive.args.iter().any(|word| {
                matches!(word.text.as_str(), "/" | "^" | "^/" | "^(.*)$" | "^/(.*)$" | "^/?(.*)" | "(.*)")
            });
            let away = directive.args.iter().any(|word| word.text.starts_with("https://"));
            to_all && away
        })
    }
}

/// `https://name:port` and `name:port` name the host.
fn server_name(text: &str) -> String {
    let host = text.split_once("://").map_or(text, |(_, host)| host);
    canonical_domain(host.split(':').next().unwrap_or(host))
}

/// The last word on a switch, if there is one.
pub(super) fn switched_on(directives: &[Directive], name: &str) -> Option<bool> {
    let last = directives.iter().rev().find(|directive| is(directive, name))?;
    last.args.first().map(|word| !word.text.eq_ignore_ascii_case("off"))
}

/// A condition that could not be decided and encloses something that may decide what becomes of a request.
pub(super) fn doubtful(directives: &[Directive]) -> Option<&Directive> {
    const DECIDES: [&str; 7] = ["proxy", "rewrite", "redirect", "alias", "location", "if", "server"];
    let decides = |inner: &Directive| {
        let name = inner.name.text.to_ascii_lowercase();
        DECIDES.iter().any(|start| name.starts_with(start))
    };
    directives
        .iter()
        .filter(|directive| is_condition(directive))
        .find(|directive| directive.block.iter().flatten().any(decides))
}
