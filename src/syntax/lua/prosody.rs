//! The names Prosody gives to a configuration file, and how it reads others.

use super::config::Options;
use crate::value::{Node, Value};

/// What reading a name gives.
pub enum Reading {
    /// Nothing has this name.
    Nil,
    /// A function of Prosody's.
    Function,
    /// The text of an environment variable.
    Text(String),
    /// An option that was set before.
    Option(Node),
    /// A handle of an option that holds a table.
    Handle,
    /// Something of the Lua library.
    Library(String),
    /// It depends.
    Unknown(String),
}

/// Names every version defines; assigning to one sets no option.
pub const NAMES: [&str; 8] =
    ["VirtualHost", "Host", "host", "Component", "component", "Include", "include", "RunScript"];

/// Where Prosody keeps the name of the section that is open.
pub const CURRENT_HOST: &str = "__currenthost";

/// Functions that exist since Prosody 13.
pub const FUNCTIONS_13: [&str; 4] = ["FileContents", "FileLine", "FileLines", "Credential"];

/// What the Lua library and Prosody's own start leave in the global table.
const LIBRARY: [&str; 45] = [
    "CFG_CONFIGDIR",
    "CFG_DATADIR",
    "CFG_PLUGINDIR",
    "CFG_SOURCEDIR",
    "_G",
    "_VERSION",
    "arg",
    "assert",
    "bare_sessions",
    "bit32",
    "collectgarbage",
    "coroutine",
    "debug",
    "dofile",
    "error",
    "full_sessions",
    "getmetatable",
    "hosts",
    "io",
    "ipairs",
    "load",
    "loadfile",
    "loadstring",
    "log",
    "math",
    "next",
    "os",
    "package",
    "pairs",
    "pcall",
    "print",
    "prosody",
    "rawequal",
    "rawget",
    "rawlen",
    "rawset",
    "require",
    "select",
    "setmetatable",
    "string",
    "table",
    "tonumber",
    "tostring",
    "type",
    "unpack",
];

/// Further library names.
const LIBRARY_54: [&str; 3] = ["utf8", "warn", "xpcall"];

/// Whether the Lua library has something of this name.
pub fn is_library(name: &str) -> bool {
    LIBRARY.contains(&name) || LIBRARY_54.contains(&name)
}

/// Reads a name that is no local variable; `option` is what the open section holds under it.
pub fn reading(options: &Options, is_13: bool, name: &str, option: Option<&Node>) -> Reading {
    if let Some(variable) = name.strip_prefix("ENV_") {
        return match options.env.iter().find(|(known, _)| known == variable) {
            Some((_, text)) => Reading::Text(text.clone()),
            None => Reading::Unknown(format!("it comes from the environment variable {variable}")),
        };
    }
    if NAMES.contains(&name) || is_13 && FUNCTIONS_13.contains(&name) {
        return Reading::Function;
    }
    if is_13 && name == "Lua" {
        return Reading::Unknown("it comes from `Lua`".to_owned());
    }
    match option {
        Some(Node {
            value: Value::List(_) | Value::Map(_) | Value::Table(_) | Value::Handle { .. }, ..
        }) if is_13 => Reading::Handle,
        Some(node) if is_13 => Reading::Option(node.clone()),
        _ if is_library(name) => Reading::Library(format!("it comes from the Lua library (`{name}`)")),
        _ => Reading::Nil,
    }
}

/// The function a misspelt name was meant for.
pub fn meant(name: &str) -> Option<&'static str> {
    let folded: String = name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect();
    match folded.as_str() {
        "virtualhost" | "virtualhosts" | "vhost" | "virtuallhost" | "virtuahost" | "vitualhost" => {
            Some("VirtualHost")
        }
        "component" | "components" | "componant" | "compnent" => Some("Component"),
        "include" | "includes" => Some("Include"),
        _ => None,
    }
}
