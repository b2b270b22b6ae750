//! Where nginx sends a request in the end, over rewrites and named locations.

use super::nginx::{Location, LocationMatch, Nginx, Server};
use super::pattern::Pattern;
use crate::syntax::directive::Directive;
use crate::text::Span;
use crate::value::Reason;

/// What becomes of a request for a path.
#[derive(Debug)]
pub enum Route<'n> {
    /// It goes to another server: the location, and its `proxy_pass`.
    Proxied(&'n Location, &'n Directive),
    /// It is answered with a file; the location, if any takes it.
    File(Option<&'n Location>),
    /// It is answered in another way.
    Other,
    /// Not to be told.
    Unknown(Reason, Span),
}

/// nginx gives up after as many.
const REWRITES: usize = 10;
/// Directives that answer, or may answer, otherwise than with a file.
const OTHER: [&str; 9] = [
    "return",
    "error_page",
    "fastcgi_pass",
    "uwsgi_pass",
    "scgi_pass",
    "grpc_pass",
    "content_by_lua_block",
    "content_by_lua_file",
    "js_content",
];

impl Server {
    /// Whether the server has this name. A server for every name (`_`), or with a pattern, may have it.
    pub fn answers(&self, name: &str) -> bool {
        self.names.is_empty()
            || self.names.iter().any(|(own, _)| {
                let ending = own.strip_prefix('*').unwrap_or(own);
                own == name
                    || own == "_"
                    || own.is_empty()
                    || own.starts_with('~')
                    || own.ends_with('*')
                    || own.contains('$')
                    || (ending.starts_with('.') && (name.ends_with(ending) || *name == ending[1..]))
            })
    }

    /// What becomes of a request for the path.
    pub fn route(&self, path: &str) -> Route<'_> {
        let mut path = path.to_owned();
        for _ in 0..REWRITES {
            let location = match self.location(&path) {
                LocationMatch::Found(location) => location,
                LocationMatch::None => return Route::File(None),
                LocationMatch::Unknown(reason, span) => return Route::Unknown(reason, span),
            };
            match self.step(location, &path) {
                Step::End(route) => return route,
                Step::Again(next) if next != path => path = next,
                Step::Again(_) => return Route::File(Some(location)),
            }
        }
        Route::Other
    }

    fn step<'n>(&'n self, location: &'n Location, path: &str) -> Step<'n> {
        if let Some(pass) = location.directive("proxy_pass") {
            return Step::End(Route::Proxied(location, pass));
        }
        if location.directives.iter().any(answers_otherwise) {
            return Step::End(Route::Other);
        }
        if let Some(rewrite) = location.directive("rewrite") {
            let pattern = location.rewrite.as_ref();
            return match pattern.and_then(|pattern| rewritten(rewrite, pattern, path)) {
                Some(next) => Step::Again(next),
                None => Step::End(Route::File(Some(location))),
            };
        }
        let fallback = location.directive("try_files").and_then(|files| files.args.last());
        let named = fallback.and_then(|name| self.locations.iter().find(|other| other.pattern == name.text));
        match named.and_then(|named| Some((named, named.directive("proxy_pass")?))) {
            Some((named, pass)) => Step::End(Route::Proxied(named, pass)),
            None => Step::End(Route::File(Some(location))),
        }
    }

    /// The location that takes a path first, before any rewrite.
    pub fn taken_by(&self, path: &str) -> Option<&Location> {
        match self.location(path) {
            LocationMatch::Found(location) => Some(location),
            _ => None,
        }
    }

    /// The location that was written for this path, and forwards it, whether or not nginx ever takes it.
    pub fn written_for(&self, path: &str) -> Option<&Location> {
        self.locations.iter().find(|location| {
            let matches = match location.is_regex() {
                true => matches!(location.matches_regex(path), crate::fact::Verdict::Yes),
                false => location.pattern.len() > 1 && path.starts_with(&location.pattern),
            };
            matches && location.directive("proxy_pass").is_some()
        })
    }
}

enum Step<'n> {
    End(Route<'n>),
    Again(String),
}

fn answers_otherwise(directive: &Directive) -> bool {
    let name = directive.name.text.as_str();
    match &directive.block {
        Some(block) if name == "if" => block.iter().any(|inner| {
            ["proxy_pass", "rewrite"].contains(&inner.name.text.as_str()) || answers_otherwise(inner)
        }),
        _ => OTHER.contains(&name),
    }
}

/// The path after `rewrite`. `None` when it does not match, ends the search, or holds other variables.
fn rewritten(rewrite: &Directive, pattern: &Pattern, path: &str) -> Option<String> {
    let target = rewrite.args.get(1)?;
    if rewrite.args.get(2).is_some_and(|flag| flag.text != "last") || !target.text.starts_with('/') {
        return None;
    }
    let groups = pattern.groups(path)?;
    let mut pieces = target.text.split('$');
    let mut next = pieces.next()?.to_owned();
    for piece in pieces {
        let number = piece.chars().next()?.to_digit(10)?;
        next.push_str(groups.get(number as usize).copied().unwrap_or_default());
        next.push_str(&piece[1..]);
    }
    Some(next.split('?').next().unwrap_or_default().to_owned())
}

/// Where `proxy_pass` sends requests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// `http` or `https`.
    pub scheme: String,
    /// What stands in `proxy_pass`: a host with its port, or the name of an upstream.
    pub host: String,
    /// Hosts with their ports, as written.
    pub addresses: Vec<String>,
}

impl Target {
    /// Hosts and ports, if all of them are of this machine.
    pub fn local_ports(&self) -> Option<Vec<u16>> {
        let default = if self.scheme == "https" { 443 } else { 80 };
        let port = |address: &String| {
            let (host, port) = match address.rsplit_once(':') {
                Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
                _ => (address.as_str(), default),
            };
            let local = host == "localhost" || host == "[::1]" || host.starts_with("127.");
            local.then_some(port)
        };
        self.addresses.iter().map(port).collect()
    }
}

impl Nginx {
    /// The target of a `proxy_pass`, over upstreams, and over maps by their default. `None` where it
    /// depends on something else.
    pub fn target(&self, pass: &Directive) -> Option<Target> {
        let (scheme, rest) = pass.args.first()?.text.split_once("://")?;
        let host = rest.split('/').next().unwrap_or(rest);
        let host = match host.strip_prefix('$') {
            Some(variable) => self.map_default(variable)?,
            None => host,
        };
        if host.contains('$') {
            return None;
        }
        let addresses = self.upstream(host).into_iter().map(str::to_owned).collect();
        Some(Target { scheme: scheme.to_owned(), host: host.to_owned(), addresses })
    }

    /// The value of a variable made by `map`, where nothing in the map matches.
    fn map_default(&self, variable: &str) -> Option<&str> {
        let maps = self.http().filter(|directive| directive.name.text == "map");
        let mut named = maps
            .filter(|map| map.args.get(1).is_some_and(|name| name.text.strip_prefix('$') == Some(variable)));
        let pairs = named.next()?.block.as_ref()?;
        let default = pairs.iter().find(|pair| pair.name.text == "default")?;
        default.args.first().map(|word| word.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Loader, MemoryTree};

    fn nginx(server: &str) -> Nginx {
        let mut tree = MemoryTree::new();
        let text = format!(
            "http {{ upstream p {{ server 127.0.0.1:5280; }} map $arg_v $node {{ default p; v1 v1; }}\n\
             server {{ listen 443 ssl; server_name x.org *.y.org; {server} }} }}"
        );
        tree.file("n", text);
        let mut loader = Loader::new(&tree);
        Nginx::new(crate::syntax::nginx::load("n", &mut loader).expect("a file"))
    }

    #[test]
    fn routes() {
        let nginx = nginx(
            "location = /http-bind { proxy_pass http://$node/http-bind; } location = /gone { return 410; }\n\
             location ~ ^/([^/]+)$ { try_files $uri @root; } location @root { rewrite ^/(.*)$ /$i break; }\n\
             location ~ ^/([^/]+)/(.*)$ { set $a \"$1.\"; rewrite ^/([^/]+)/(.*)$ /$2; }\n\
             location ~ ^/realms/ { proxy_pass http://127.0.0.1:8080; }",
        );
        let server = nginx.servers().next().expect("a server");
        let route = |path: &str| match server.route(path) {
            Route::Proxied(location, pass) => {
                format!("{} {:?}", location.pattern, nginx.target(pass).map(|target| target.addresses))
            }
            Route::File(location) => format!("file {}", location.map_or("", |location| &location.pattern)),
            Route::Other => "other".to_owned(),
            Route::Unknown(..) => "unknown".to_owned(),
        };
        assert_eq!(route("/http-bind"), "/http-bind Some([\"127.0.0.1:5280\"])");
        assert_eq!(route("/team/http-bind"), "/http-bind Some([\"127.0.0.1:5280\"])");
        assert_eq!(route("/realms/a/b"), "file ^/([^/]+)$");
        assert_eq!(route("/gone"), "other");
        assert_eq!(route("/"), "file ");
        assert_eq!(server.written_for("/realms/a/b").expect("one").pattern, "^/realms/");
        let target = |scheme: &str, address: &str| {
            let address = address.to_owned();
            Target { scheme: scheme.to_owned(), host: address.clone(), addresses: vec![address] }
                .local_ports()
        };
        assert_eq!(target("http", "127.0.0.1:5280"), Some(vec![5280]));
        assert_eq!(target("https", "[::1]"), Some(vec![443]));
        assert_eq!((target("http", "prosody:5280"), target("http", "unix:")), (None, None));
        assert!(server.answers("x.org") && server.answers("a.y.org") && !server.answers("z.org"));
    }
}
