//! What Apache does with a request, in httpd's order: rewriting, proxying, redirects, files.

use std::sync::{Mutex, PoisonError};

use super::Target;
use super::apache::{Apache, VirtualHost, doubtful, switched_on};
use super::pattern::Patterns;
use crate::fact::Verdict;
use crate::syntax::apache::{Directive, is};
use crate::syntax::directive::Word;
use crate::text::Span;
use crate::value::Reason;

/// What becomes of a request.
#[derive(Debug)]
pub enum ApacheRoute<'a> {
    /// It goes to another server: the directive, what it is for, and the address.
    Proxied(&'a Directive, &'a str, &'a Word),
    /// It is answered with a file.
    File,
    /// It is answered in another way.
    Other,
    /// Not to be told.
    Unknown(Reason, Span),
}

/// Regular expressions that are tried for one request at most.
const MAX_REGEXES: usize = 500;

impl Apache {
    /// What becomes of a request for the path. `upgrade` says whether the browser asks for a WebSocket.
    pub fn route<'a>(&'a self, host: &'a VirtualHost, path: &str, upgrade: bool) -> ApacheRoute<'a> {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        if let Some(doubt) = doubtful(&host.directives).or_else(|| doubtful(self.global())) {
            let reason = format!("whether `<{}>` applies is not known", doubt.name.text);
            return ApacheRoute::Unknown(Reason::new(reason), doubt.span);
        }
        let mut request = Request { path: path.to_owned(), upgrade, patterns: self.patterns(), regexes: 0 };
        let steps = [request.rewrite(self, host), request.proxy(self, host), request.redirect(self, host)];
        steps.into_iter().flatten().next().unwrap_or(ApacheRoute::File)
    }

    /// The target of an address. `None` where it depends on something else.
    pub fn target(&self, address: &Word) -> Option<Target> {
        let text = address.text.as_str();
        if let Some((_, url)) = text.strip_prefix("unix:").and_then(|rest| rest.split_once('|')) {
            let scheme = url.split(':').next().unwrap_or("http").to_owned();
            return Some(Target { scheme, host: "unix:".into(), addresses: vec!["unix:".into()] });
        }
        let (scheme, rest) = text.split_once("://")?;
        let host = rest.split('/').next().unwrap_or(rest);
        if scheme.eq_ignore_ascii_case("balancer") || host.contains(['$', '%']) {
            return None;
        }
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "ws" => "http".to_owned(),
            "wss" => "https".to_owned(),
            other => other.to_owned(),
        };
        Some(Target { scheme, host: host.to_owned(), addresses: vec![host.to_owned()] })
    }

    /// The sections whose path holds this one: first those outside of the host, then its own.
    pub(super) fn levels<'a>(&'a self, host: &'a VirtualHost, path: &str) -> Vec<&'a [Directive]> {
        let mut levels = vec![self.global(), &host.directives[..]];
        for directives in [self.global(), &host.directives] {
            for section in directives.iter().filter(|section| is(section, "Location")) {
                let holds = section.args.first().is_some_and(|word| prefix(&word.text, path));
                levels.extend(section.block.as_deref().filter(|_| holds));
            }
        }
        levels
    }
}

struct Request<'p> {
    path: String,
    upgrade: bool,
    patterns: &'p Mutex<Patterns>,
    regexes: usize,
}

/// Whether a path is the prefix or lies below it.
fn prefix(prefix: &str, path: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || prefix.ends_with('/') || rest.starts_with('/'))
}

impl Request<'_> {
    fn matches(&mut self, pattern: &Word, text: &str, ignore_case: bool) -> Result<bool, (Reason, Span)> {
        self.regexes += 1;
        let found = (self.regexes <= MAX_REGEXES).then(|| {
            let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
            patterns.get(&pattern.text, ignore_case)
        });
        match found.and_then(|pattern| pattern.matches(text)) {
            Some(matches) => Ok(matches),
            None => {
                Err((Reason::new("this regular expression of Apache cannot be evaluated here"), pattern.span))
            }
        }
    }

    /// The rules of mod_rewrite come first.
    fn rewrite<'a>(&mut self, apache: &'a Apache, host: &'a VirtualHost) -> Option<ApacheRoute<'a>> {
        let engine = switched_on(&host.directives, "RewriteEngine");
        if !engine.or_else(|| switched_on(apache.global(), "RewriteEngine")).unwrap_or(false) {
            return None;
        }
        let inherits = |directive: &&Directive| {
            is(directive, "RewriteOptions")
                && directive.args.iter().any(|word| word.text.to_ascii_lowercase().starts_with("inherit"))
        };
        if let Some(options) = apache.global().iter().chain(&host.directives).find(inherits) {
            let reason = Reason::new("rules of mod_rewrite are inherited, which is not followed here");
            return Some(ApacheRoute::Unknown(reason, options.span));
        }
        let mut conditions = Vec::new();
        for directive in &host.directives {
            if is(directive, "RewriteCond") {
                conditions.push(directive);
            } else if is(directive, "RewriteRule") {
                match self.rule(directive, &std::mem::take(&mut conditions)) {
                    Ok(Next::Rule) => {}
                    Ok(Next::Proxying) => return None,
                    Ok(Next::Route(route)) => return Some(route),
                    Err((reason, span)) => return Some(ApacheRoute::Unknown(reason, span)),
                }
            }
        }
        None
    }

    fn rule<'a>(
        &mut self,
        rule: &'a Directive,
        conditions: &[&Directive],
    ) -> Result<Next<'a>, (Reason, Span)> {
        let [pattern, target, flags @ ..] = rule.args.as_slice() else { return Ok(Next::Rule) };
        let flags =
            flags.first().map_or("", |flags| flags.text.trim_matches(['[', ']'])).to_ascii_lowercase();
        let flag = |names: &[&str]| {
            flags.split(',').any(|flag| names.contains(&flag.split('=').next().unwrap_or(flag).trim()))
        };
        let (negated, positive) = negation(pattern);
        let path = self.path.clone();
        if self.matches(&positive, &path, flag(&["nc", "nocase"]))? == negated {
            return Ok(Next::Rule);
        }
        let mut verdict = Verdict::Yes;
        for condition in conditions {
            verdict = verdict.and(self.condition(condition)?);
        }
        match verdict {
            Verdict::No => return Ok(Next::Rule),
            Verdict::CannotTell(reason, place) => return Err((reason, place.unwrap_or(rule.span))),
            Verdict::Yes => {}
        }
        if flag(&["p", "proxy"]) {
            return Ok(Next::Route(ApacheRoute::Proxied(rule, &pattern.text, target)));
        }
        if flag(&["r", "redirect", "f", "forbidden", "g", "gone"]) || target.text.contains("://") {
            return Ok(Next::Route(ApacheRoute::Other));
        }
        let unchanged = target.text == "-";
        if flag(&["c", "chain", "s", "skip", "n", "next", "h", "handler"]) {
            return Err((Reason::new("the flags of this rule are not followed here"), rule.span));
        }
        if unchanged {
            return Ok(if flag(&["l", "last", "end"]) { Next::Proxying } else { Next::Rule });
        }
        if target.text.contains(['$', '%']) {
            return Err((Reason::new("this rule makes a path from parts of the address"), rule.span));
        }
        self.path = target.text.split('?').next().unwrap_or_default().to_owned();
        match (flag(&["pt", "passthrough"]), flag(&["l", "last", "end"])) {
            (true, _) => Ok(Next::Proxying),
            (false, true) => Ok(Next::Route(ApacheRoute::File)),
            // Later rules see the new path; without them it is a file.
            (false, false) => {
                Err((Reason::new("rules behind this one may change the path again"), rule.span))
            }
        }
    }

    fn condition(&mut self, condition: &Directive) -> Result<Verdict, (Reason, Span)> {
        let [tested, pattern, flags @ ..] = condition.args.as_slice() else { return Ok(Verdict::Yes) };
        let flags = flags.first().map_or(String::new(), |flags| flags.text.to_ascii_lowercase());
        let unknown = || {
            let reason = Reason::new("this condition of mod_rewrite depends on the request");
            Verdict::CannotTell(reason, Some(condition.span))
        };
        if flags.contains("or") && !flags.contains("nor") {
            return Ok(unknown());
        }
        let (value, any) = match tested.text.to_ascii_lowercase().as_str() {
            "%{http:upgrade}" => (if self.upgrade { "websocket" } else { "" }, false),
            // Browsers write it in various ways.
            "%{http:connection}" => (if self.upgrade { "Upgrade" } else { "" }, true),
            "%{request_uri}" => (self.path.as_str(), false),
            _ => return Ok(unknown()),
        };
        let value = value.to_owned();
        let (negated, positive) = negation(pattern);
        let ignore_case = flags.contains("nc") || flags.contains("nocase") || any;
        let holds = match positive.text.strip_prefix('=') {
            Some(text) if ignore_case => text.eq_ignore_ascii_case(&value),
            Some(text) => text == value,
            None if positive.text.starts_with(['<', '>', '-']) => return Ok(unknown()),
            None => self.matches(&positive, &value, ignore_case)?,
        };
        Ok(Verdict::from_bool(holds != negated))
    }

    /// `ProxyPass` in a section for the path, the last one; else the first of the host that fits.
    fn proxy<'a>(&mut self, apache: &'a Apache, host: &'a VirtualHost) -> Option<ApacheRoute<'a>> {
        let unknown = |reason: &str, span| Some(ApacheRoute::Unknown(Reason::new(reason), span));
        let mut own = None;
        for section in apache.global().iter().chain(&host.directives) {
            let Some(block) = &section.block else { continue };
            let passes = block.iter().find(|inner| {
                is(inner, "ProxyPass")
                    || is(inner, "ProxyPassMatch")
                    || is(inner, "RewriteRule")
                    || is(inner, "SetHandler")
            });
            let Some(pass) = passes else { continue };
            if is(section, "Location") && section.args.len() == 1 {
                let pattern = &section.args[0];
                if !prefix(&pattern.text, &self.path) {
                    continue;
                }
                match pass.args.first() {
                    Some(address) if is(pass, "ProxyPass") && pass.block.is_none() => {
                        own = Some((pass, pattern.text.as_str(), address));
                    }
                    _ => return unknown("what this section does is not followed here", pass.span),
                }
            } else if is(section, "LocationMatch") || is(section, "Location") {
                let Some(pattern) = section.args.last() else { continue };
                let path = self.path.clone();
                match self.matches(pattern, &path, false) {
                    Ok(false) => {}
                    Ok(true) => return unknown("what this section does is not followed here", pass.span),
                    Err((reason, span)) => return Some(ApacheRoute::Unknown(reason, span)),
                }
            } else if ["If", "ElseIf", "Else"].iter().any(|name| is(section, name)) {
                return unknown("what this section does depends on the request", pass.span);
            }
        }
        if let Some((pass, pattern, address)) = own {
            return Some(forwarded(pass, pattern, address));
        }
        for pass in host.directives.iter().chain(apache.global()) {
            let [pattern, address, ..] = pass.args.as_slice() else { continue };
            let matches = if is(pass, "ProxyPass") {
                Ok(prefix(&pattern.text, &self.path))
            } else if is(pass, "ProxyPassMatch") {
                let path = self.path.clone();
                self.matches(pattern, &path, false)
            } else {
                continue;
            };
            match matches {
                Ok(true) => return Some(forwarded(pass, &pattern.text, address)),
                Ok(false) => {}
                Err((reason, span)) => return Some(ApacheRoute::Unknown(reason, span)),
            }
        }
        None
    }

    fn redirect<'a>(&mut self, apache: &'a Apache, host: &'a VirtualHost) -> Option<ApacheRoute<'a>> {
        for redirect in host.directives.iter().chain(apache.global()) {
            let matches = match redirect.name.text.to_ascii_lowercase().as_str() {
                "redirect" | "redirectpermanent" | "redirecttemp" => {
                    let from = redirect.args.iter().find(|word| word.text.starts_with('/'));
                    Ok(from.is_some_and(|from| prefix(&from.text, &self.path)))
                }
                "redirectmatch" => {
                    let count = redirect.args.len();
                    let pattern = redirect.args.get(count.saturating_sub(2));
                    let path = self.path.clone();
                    pattern.map_or(Ok(false), |pattern| self.matches(pattern, &path, false))
                }
                _ => continue,
            };
            match matches {
                Ok(true) => return Some(ApacheRoute::Other),
                Ok(false) => {}
                Err((reason, span)) => return Some(ApacheRoute::Unknown(reason, span)),
            }
        }
        None
    }
}

enum Next<'a> {
    /// The next rule.
    Rule,
    /// No rule more, but what comes behind mod_rewrite.
    Proxying,
    /// This is what becomes of it.
    Route(ApacheRoute<'a>),
}

/// `!` stands for an exception.
fn forwarded<'a>(pass: &'a Directive, pattern: &'a str, address: &'a Word) -> ApacheRoute<'a> {
    match address.text.as_str() {
        "!" => ApacheRoute::File,
        _ => ApacheRoute::Proxied(pass, pattern, address),
    }
}

/// A pattern without the `!` in front of it.
fn negation(pattern: &Word) -> (bool, Word) {
    match pattern.text.strip_prefix('!') {
        Some(text) => (true, Word { text: text.to_owned(), span: pattern.span }),
        None => (false, pattern.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Loader, MemoryTree};

    fn apache(host: &str) -> Apache {
        let mut tree = MemoryTree::new();
        let text = format!(
            "<VirtualHost *:443>\nServerName https://X.org:443\nSSLEngine on\n{host}\n</VirtualHost>\n"
        );
        tree.file("site.conf", text);
        let config = crate::syntax::apache::load("site.conf", None, &mut Loader::new(&tree));
        Apache::new(config.expect("a file"), None)
    }

    fn route(host: &str, path: &str, upgrade: bool) -> String {
        let apache = apache(host);
        let site = apache.site("x.org").expect("a site");
        match apache.route(site, path, upgrade) {
            ApacheRoute::Proxied(_, pattern, address) => format!("{pattern} {}", address.text),
            ApacheRoute::File => "file".to_owned(),
            ApacheRoute::Other => "other".to_owned(),
            ApacheRoute::Unknown(..) => "unknown".to_owned(),
        }
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        let host = "ProxyPass /a/b !\nProxyPass /a http://1/\nProxyPass /a/c http://2/\nProxyPassMatch ^/x/(.*) http://3/\n\
                    Redirect / https://y.org/";
        let answers = ["/a", "/a/b/c", "/a/c", "/ab", "/x/y"].map(|path| route(host, path, false));
        assert_eq!(answers, ["/a http://1/", "file", "/a http://1/", "other", "^/x/(.*) http://3/"]);
    }

    #[test]
    fn sections_come_before_lines() {
        let host = "ProxyPass / http://1/\n<Location /a>\nProxyPass http://2/\n</Location>\n\
                    <Location /a/b>\nProxyPass !\n</Location>\n<LocationMatch ^/c>\nProxyPass http://4/\n</LocationMatch>";
        let answers = ["/x", "/a", "/a/b", "/c"].map(|path| route(host, path, false));
        assert_eq!(answers, ["/ http://1/", "/a http://2/", "file", "unknown"]);
    }

    #[test]
    fn rewriting_comes_first() {
        let host = "ProxyPass /s http://1/\nRewriteEngine on\nRewriteCond %{HTTP:Upgrade} =websocket [NC]\n\
                    RewriteRule ^/s ws://2/ [P,L]\nRewriteRule ^/([a-z]+)$ /index.html [L]\n\
                    RewriteRule ^/o/ /s [PT]\nRewriteCond %{HTTP_COOKIE} x\nRewriteRule ^/u/ - [F]";
        assert_eq!(route(host, "/s/", true), "^/s ws://2/");
        assert_eq!(route(host, "/s/", false), "/s http://1/");
        assert_eq!(route(host, "/s", false), "file");
        assert_eq!(route(host, "/o/", false), "/s http://1/");
        assert_eq!(route(host, "/u/", false), "unknown");
        assert_eq!(route(&host.replace("RewriteEngine on", ""), "/s", true), "/s http://1/");
        assert_eq!(
            route("<IfModule mod_proxy.c>\nProxyPass / http://1/\n</IfModule>", "/", false),
            "unknown"
        );
    }
}
