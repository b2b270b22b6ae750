//! Names of sections and directives, as far as mistakes are explained with them. All in lower case.

/// Sections that are decided while the files are read.
const CONDITIONS: [&str; 6] = ["ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection"];

/// Sections of the modules that come with httpd, and whether they need an argument.
const SECTIONS: [(&str, &str, bool); 30] = [
    ("virtualhost", "VirtualHost", true),
    ("directory", "Directory", true),
    ("directorymatch", "DirectoryMatch", true),
    ("location", "Location", true),
    ("locationmatch", "LocationMatch", true),
    ("files", "Files", true),
    ("filesmatch", "FilesMatch", true),
    ("if", "If", true),
    ("elseif", "ElseIf", true),
    ("else", "Else", false),
    ("limit", "Limit", false),
    ("limitexcept", "LimitExcept", false),
    ("proxy", "Proxy", true),
    ("proxymatch", "ProxyMatch", true),
    ("requireall", "RequireAll", false),
    ("requireany", "RequireAny", false),
    ("requirenone", "RequireNone", false),
    ("ifmodule", "IfModule", true),
    ("ifdefine", "IfDefine", true),
    ("ifversion", "IfVersion", true),
    ("iffile", "IfFile", true),
    ("ifdirective", "IfDirective", true),
    ("ifsection", "IfSection", true),
    ("macro", "Macro", true),
    ("authnprovideralias", "AuthnProviderAlias", true),
    ("authzprovideralias", "AuthzProviderAlias", true),
    ("mdomainset", "MDomainSet", true),
    ("mdomain", "MDomain", true),
    ("perl", "Perl", false),
    ("syslog", "Syslog", false),
];

/// Sections by place or by condition: no other one by place may stand in them.
const BY_PLACE: [&str; 12] = [
    "directory",
    "directorymatch",
    "location",
    "locationmatch",
    "files",
    "filesmatch",
    "proxy",
    "proxymatch",
    "if",
    "elseif",
    "else",
    "limit",
];

/// Directives with the module they belong to: those that stand in front of a Jitsi Meet.
const OF_MODULES: [(&str, &str); 24] = [
    ("alias", "alias_module"),
    ("aliasmatch", "alias_module"),
    ("header", "headers_module"),
    ("proxypass", "proxy_module"),
    ("proxypassmatch", "proxy_module"),
    ("proxypassreverse", "proxy_module"),
    ("proxypreservehost", "proxy_module"),
    ("proxyrequests", "proxy_module"),
    ("proxytimeout", "proxy_module"),
    ("redirect", "alias_module"),
    ("redirectmatch", "alias_module"),
    ("requestheader", "headers_module"),
    ("rewritebase", "rewrite_module"),
    ("rewritecond", "rewrite_module"),
    ("rewriteengine", "rewrite_module"),
    ("rewriteoptions", "rewrite_module"),
    ("rewriterule", "rewrite_module"),
    ("sslcertificatefile", "ssl_module"),
    ("sslcertificatekeyfile", "ssl_module"),
    ("sslciphersuite", "ssl_module"),
    ("sslengine", "ssl_module"),
    ("sslhonorcipherorder", "ssl_module"),
    ("sslprotocol", "ssl_module"),
    ("sslproxyengine", "ssl_module"),
];

pub(super) fn is_condition(name: &str) -> bool {
    CONDITIONS.contains(&name)
}

/// The name as the manual writes it, if httpd has such a section.
pub(super) fn section(name: &str) -> Option<&'static str> {
    SECTIONS.iter().find(|(known, ..)| *known == name).map(|(_, shown, _)| *shown)
}

pub(super) fn needs_argument(name: &str) -> bool {
    SECTIONS.iter().any(|(known, _, needs)| *known == name && *needs)
}

/// The module that must be loaded for a directive.
pub(super) fn module_of(directive: &str) -> Option<&'static str> {
    OF_MODULES.iter().find(|(name, _)| *name == directive).map(|(_, module)| *module)
}

/// The section that a misspelt one is meant to be: one letter too many, too few, other, or two in wrong order.
pub(super) fn meant(name: &str) -> Option<&'static str> {
    let found = SECTIONS.iter().find(|(known, ..)| nearly(name.as_bytes(), known.as_bytes()));
    found.map(|(_, shown, _)| *shown)
}

fn nearly(one: &[u8], other: &[u8]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    let swapped = || match (one, other) {
        ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
        _ => false,
    };
    let without = |text: &[u8]| text.get(1..).unwrap_or_default().to_vec();
    without(one) == other || one == without(other) || without(one) == without(other) || swapped()
}

/// The section around it in which another section may not stand.
pub(super) fn forbidden_in<'o>(name: &str, open: &'o [String]) -> Option<&'o String> {
    let by_place = |outer: &&String| BY_PLACE.contains(&outer.as_str());
    match name {
        "virtualhost" => open.iter().find(|outer| outer.as_str() == "virtualhost" || by_place(outer)),
        "directory" | "directorymatch" | "location" | "locationmatch" | "proxy" | "proxymatch" => {
            open.iter().find(by_place)
        }
        "files" | "filesmatch" => {
            open.iter().find(|outer| matches!(outer.as_str(), "location" | "locationmatch"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn misspelt_sections() {
        assert_eq!(meant("virtualhots"), Some("VirtualHost"));
        assert_eq!(meant("virtualhosts"), Some("VirtualHost"));
        assert_eq!(meant("loction"), Some("Location"));
        assert_eq!((meant("perl6x"), meant("")), (None, None));
    }
}
