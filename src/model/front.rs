//! The web server in front of a meet, nginx or Apache, with the questions that both can answer.

use super::apache::{Apache, VirtualHost, switched_on};
use super::apache_route::ApacheRoute;
use super::{Address, Location, NamedCertificate, Nginx, Route, Server, Shower, Target};
use crate::fact::Verdict;
use crate::load::join;
use crate::syntax::apache::{Directive, is};
use crate::syntax::directive::Word;
use crate::text::Span;
use crate::value::Reason;

/// The server that answers for a name.
#[derive(Clone, Debug)]
pub struct Front<'d> {
    kind: Kind<'d>,
    /// Why it may be another one.
    pub(super) doubt: Option<Reason>,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'d> {
    Nginx(&'d Nginx, &'d Server),
    Apache(&'d Apache, &'d VirtualHost),
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Way<'d> {
    /// It goes to another server.
    Forwarded(Box<Forward<'d>>),
    /// It is answered with a file; the place that takes it, if any does.
    File(Option<Span>),
    /// It is answered in another way.
    Other,
    /// Not to be told.
    Unknown(Reason, Span),
}

/// A request that goes to another server.
#[derive(Debug)]
pub struct Forward<'d> {
    /// What sends it on.
    pub place: Span,
    /// The path that this is for.
    pub pattern: &'d str,
    /// The address it goes to.
    pub address: &'d Word,
    /// What that means; `None` if it depends on something else.
    pub target: Option<Target>,
    by: By<'d>,
}

#[derive(Debug)]
enum By<'d> {
    Nginx(&'d Server, &'d Location),
    Apache(&'d Apache, Vec<&'d [Directive]>, &'d Directive),
}

impl<'d> Front<'d> {
    pub(super) fn nginx_server(nginx: &'d Nginx, server: &'d Server) -> Self {
        Front { kind: Kind::Nginx(nginx, server), doubt: None }
    }

    pub(super) fn apache_host(apache: &'d Apache, host: &'d VirtualHost) -> Self {
        Front { kind: Kind::Apache(apache, host), doubt: None }
    }

    /// The program's name.
    pub fn name(&self) -> &'static str {
        self.of("nginx", "Apache")
    }

    /// One of two texts, by the program.
    pub fn of<'t>(&self, nginx: &'t str, apache: &'t str) -> &'t str {
        match self.kind {
            Kind::Nginx(..) => nginx,
            Kind::Apache(..) => apache,
        }
    }

    /// nginx, for what only it has.
    pub fn nginx(&self) -> Option<(&'d Nginx, &'d Server)> {
        match self.kind {
            Kind::Nginx(nginx, server) if self.doubt.is_none() => Some((nginx, server)),
            _ => None,
        }
    }

    /// Where the server starts.
    pub fn place(&self) -> Span {
        match self.kind {
            Kind::Nginx(_, server) => server.place,
            Kind::Apache(_, host) => host.place,
        }
    }

    /// Whether the server takes requests at this port.
    pub fn listens(&self, port: &str) -> bool {
        match self.kind {
            Kind::Nginx(_, server) => {
                let first = server.listens.iter().filter_map(|words| words.first());
                first.into_iter().any(|word| word.text.rsplit(':').next() == Some(port))
            }
            // An address without a port stands for all ports.
            Kind::Apache(_, host) => host.addresses.iter().any(|address| {
                let own = address.rsplit_once(':').map_or("*", |(_, own)| own);
                own == port || own == "*" || own.ends_with(']')
            }),
        }
    }

    /// Whether the program speaks TLS; behind another proxy it may not.
    pub fn has_tls(&self) -> bool {
        match self.kind {
            Kind::Nginx(nginx, _) => nginx.has_tls(),
            Kind::Apache(apache, _) => apache.has_tls(),
        }
    }

    /// The certificates that it shows, as far as their paths are written out. Whom they are for is not said here.
    pub(super) fn certificates(&self) -> Vec<NamedCertificate> {
        let (by, home, certificates, keys, chain) = match self.kind {
            Kind::Nginx(_, server) => {
                let words =
                    |name| server.inherited(name).into_iter().filter_map(|line| line.args.first()).collect();
                let (certificates, keys): (Vec<&Word>, Vec<&Word>) =
                    (words("ssl_certificate"), words("ssl_certificate_key"));
                (Shower::Nginx, "etc/nginx", certificates, keys, false)
            }
            Kind::Apache(apache, host) => {
                let words = |name| -> Vec<&Word> {
                    let own = host.directives.iter().filter(|line| is(line, name));
                    let own: Vec<&Word> = own.filter_map(|line| line.args.first()).collect();
                    let global = apache.global().iter().filter(|line| is(line, name));
                    if own.is_empty() { global.filter_map(|line| line.args.first()).collect() } else { own }
                };
                let chain = !words("SSLCertificateChainFile").is_empty();
                (
                    Shower::Apache,
                    "etc/apache2",
                    words("SSLCertificateFile"),
                    words("SSLCertificateKeyFile"),
                    chain,
                )
            }
        };
        let path = |word: &Word| {
            // A variable, or a certificate that is no file.
            let known = !word.text.contains(['$', ':']) && word.text.len() < 4096;
            known.then(|| match word.text.starts_with('/') {
                true => word.text.clone(),
                false => format!("/{}", join(home, &word.text)),
            })
        };
        let named = certificates.iter().enumerate().filter_map(|(at, word)| {
            let key = keys.get(at).and_then(|key| Some((path(key)?, key.span)));
            Some(NamedCertificate {
                by,
                names: Vec::new(),
                path: path(word)?,
                place: word.span,
                key,
                has_chain_file: chain,
                subject: String::new(),
            })
        });
        named.collect()
    }

    /// Why something that seems to be missing may be there.
    pub fn lossy(&self) -> Option<Reason> {
        let lossy = match self.kind {
            Kind::Nginx(nginx, _) => nginx.lossy(),
            Kind::Apache(apache, _) => apache.lossy(),
        };
        self.doubt.as_ref().or(lossy).cloned()
    }

    /// What becomes of a request for the path. `upgrade` says whether the browser asks for a WebSocket.
    pub fn way(&self, path: &str, upgrade: bool) -> Way<'d> {
        if let Some(doubt) = &self.doubt {
            return Way::Unknown(doubt.clone(), self.place());
        }
        match self.kind {
            Kind::Nginx(nginx, server) => match server.route(path) {
                Route::Proxied(location, pass) => match pass.args.first() {
                    Some(address) => Way::Forwarded(Box::new(Forward {
                        place: location.place,
                        pattern: &location.pattern,
                        address,
                        target: nginx.target(pass),
                        by: By::Nginx(server, location),
                    })),
                    None => Way::Other,
                },
                Route::File(location) => Way::File(location.map(|location| location.place)),
                Route::Other => Way::Other,
                Route::Unknown(reason, span) => Way::Unknown(reason, span),
            },
            Kind::Apache(apache, host) => match apache.route(host, path, upgrade) {
                ApacheRoute::Proxied(line, pattern, address) => Way::Forwarded(Box::new(Forward {
                    place: line.span,
                    pattern,
                    address,
                    target: apache.target(address),
                    by: By::Apache(apache, apache.levels(host, path), line),
                })),
                ApacheRoute::File => Way::File(None),
                ApacheRoute::Other => Way::Other,
                ApacheRoute::Unknown(reason, span) => Way::Unknown(reason, span),
            },
        }
    }
}

impl Forward<'_> {
    /// Where the Host header is written, if it is, or what sends the request.
    pub fn host_place(&self) -> Span {
        match &self.by {
            By::Nginx(server, location) => {
                server.proxy_header(location, "Host").map_or(location.place, |word| word.span)
            }
            By::Apache(_, levels, line) => {
                let lines = levels.iter().rev().flat_map(|level| level.iter().rev());
                lines.into_iter().find(|line| is(line, "ProxyPreserveHost")).map_or(line.span, |it| it.span)
            }
        }
    }

    /// The name in the Host header, without its port; `browsers` is the one that browsers send, if it comes
    /// unchanged. `None` when it depends on something else.
    pub fn host(&self, browsers: Option<&str>) -> Option<String> {
        let browsers = browsers.filter(|name| !name.is_empty());
        let target = || Some(Address::parse(&self.target.as_ref()?.host).host());
        match &self.by {
            By::Nginx(server, location) => {
                let sent = server.proxy_header(location, "Host").map_or("$proxy_host", |word| &word.text);
                let name = sent.split(':').next().unwrap_or(sent);
                let value = match name {
                    "$http_host" | "$host" => browsers?.to_owned(),
                    "$server_name" => server.names.first()?.0.clone(),
                    "$proxy_host" => target()?,
                    _ => name.to_owned(),
                };
                (!value.contains('$')).then_some(value)
            }
            By::Apache(_, levels, _) => {
                if self.sets("Host") {
                    return None;
                }
                let kept =
                    levels.iter().filter_map(|level| switched_on(level, "ProxyPreserveHost")).next_back();
                if kept.unwrap_or(false) { browsers.map(str::to_owned) } else { target() }
            }
        }
    }

    /// Whether the server it goes to is told by a header of this name.
    pub fn sets(&self, header: &str) -> bool {
        match &self.by {
            By::Nginx(server, location) => server.proxy_header(location, header).is_some(),
            By::Apache(_, levels, _) => levels.iter().flat_map(|level| level.iter()).any(|line| {
                let named = line
                    .args
                    .get(1)
                    .is_some_and(|name| name.text.trim_end_matches(':').eq_ignore_ascii_case(header));
                is(line, "RequestHeader") && named
            }),
        }
    }

    /// Where nginx asks for a password of its own, which it then sends on in the header for logins.
    pub fn own_login(&self) -> Option<Span> {
        let By::Nginx(server, location) = &self.by else { return None };
        let asks = server.directives_in(location, "auth_basic").pop()?;
        let on = asks.args.first().is_some_and(|realm| realm.text != "off");
        (on && server.proxy_header(location, "Authorization").is_none()).then_some(asks.name.span)
    }

    /// The lines that are missing so that a WebSocket is opened; a program that only lacks a module lacks
    /// the word for it.
    pub fn upgrade_lacks(&self, nginx_version: Option<&str>) -> Result<Vec<&'static str>, Reason> {
        match &self.by {
            By::Nginx(server, location) => Ok(nginx_lacks(server, location, nginx_version)),
            By::Apache(apache, _, line) => {
                let scheme = self.address.text.split(':').next().unwrap_or_default().to_ascii_lowercase();
                let upgrades =
                    line.args.iter().any(|word| word.text.to_ascii_lowercase().starts_with("upgrade="));
                match scheme.as_str() {
                    "ws" | "wss" => match tunnels(apache) {
                        Verdict::Yes => Ok(Vec::new()),
                        Verdict::No => Ok(vec!["LoadModule proxy_wstunnel_module"]),
                        Verdict::CannotTell(reason, _) => Err(reason),
                    },
                    "http" | "https" if !upgrades => Ok(vec!["upgrade=websocket"]),
                    _ => Ok(Vec::new()),
                }
            }
        }
    }
}

/// Whether addresses with `ws://` work: by mod_proxy_wstunnel, and since 2.4.47 by mod_proxy_http too.
fn tunnels(apache: &Apache) -> Verdict {
    let modules = apache.modules();
    match (modules.has("proxy_wstunnel_module"), modules.has("proxy_http_module")) {
        // A single file does not say which modules are loaded; then they are taken for loaded.
        (Some(true) | None, _) | (_, None) => Verdict::Yes,
        (Some(false), Some(false)) => Verdict::No,
        (Some(false), Some(true)) => match apache.version().map(numbers) {
            Some(version) => Verdict::from_bool(version >= (2, 4, 47)),
            None => Verdict::CannotTell(
                Reason::new(
                    "Apache opens WebSockets without mod_proxy_wstunnel from 2.4.47 on, and the installed version is \
                     not known",
                ),
                None,
            ),
        },
    }
}

fn nginx_lacks(server: &Server, location: &Location, version: Option<&str>) -> Vec<&'static str> {
    let versions = server.directives_in(location, "proxy_http_version");
    let http = match versions.last() {
        Some(directive) => directive.args.first().is_some_and(|word| word.text != "1.0"),
        // nginx 1.29.7 changed the default.
        None => version.is_some_and(|version| numbers(version) >= (1, 29, 7)),
    };
    let header = |name: &str| server.proxy_header(location, name).map(|word| word.text.to_lowercase());
    let upgrade = header("Upgrade").is_some_and(|value| value.contains('$') || value == "websocket");
    let connection =
        header("Connection").is_some_and(|value| value.contains('$') || value.contains("upgrade"));
    [
        (http, "proxy_http_version 1.1;"),
        (upgrade, "proxy_set_header Upgrade $http_upgrade;"),
        (connection, "proxy_set_header Connection \"upgrade\";"),
    ]
    .into_iter()
    .filter_map(|(there, line)| (!there).then_some(line))
    .collect()
}

/// The first three numbers of a package's version, without its epoch.
fn numbers(version: &str) -> (u32, u32, u32) {
    let upstream = version.rsplit_once(':').map_or(version, |(_, upstream)| upstream);
    let mut numbers =
        upstream.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}
