//! The Lua that Prosody runs, and its libraries: `{"version": "5.4", "libraries": {"basexx": true, "cjson": true}}`.
//!
//! A library that lies where no directory below could be listed is not known.

use serde_json::{Map, Value};

use super::{Machine, unknown};

/// Libraries with the file that is loaded by that name: in Lua, or built.
const LIBRARIES: [(&str, &[&str]); 5] = [
    ("basexx", &["basexx.lua", "basexx/init.lua"]),
    ("cjson", &["cjson.so", "cjson/init.lua", "cjson.lua"]),
    ("inspect", &["inspect.lua", "inspect/init.lua"]),
    // Its own name is `openssl`; what is built is `_openssl.so`.
    ("openssl", &["_openssl.so", "openssl.so"]),
    ("socket", &["socket.lua", "socket/core.so"]),
];

pub(super) fn read(machine: &Machine, units: &Value) -> Value {
    let mut facts = Map::new();
    let running = units.get("prosody").and_then(|unit| unit.get("executable")).and_then(Value::as_str);
    let program = match running {
        Some(path) => Ok(Some(path.to_owned())),
        None => first_line(machine),
    };
    let version = match program {
        Ok(None) => return Value::Object(facts),
        Ok(Some(program)) => match version(machine, &program) {
            Some(version) => version,
            None => return unknown("it cannot be seen which Lua runs Prosody (`prosodyctl about` shows it)"),
        },
        Err(reason) => return unknown(&reason),
    };
    let mut libraries = Map::new();
    let dirs = directories(machine, &version);
    for (name, files) in LIBRARIES {
        let there = dirs.iter().any(|dir| files.iter().any(|file| machine.has(&format!("{dir}/{file}"))));
        libraries.insert(name.to_owned(), there.into());
    }
    facts.insert("version".to_owned(), version.into());
    facts.insert("libraries".to_owned(), libraries.into());
    Value::Object(facts)
}

/// The program that `#!` names in Prosody's start script; `None` when Prosody is not here.
fn first_line(machine: &Machine) -> Result<Option<String>, String> {
    let text = machine.text_if_there("usr/bin/prosody").map_err(|unread| unread.reason)?;
    let line = text.as_deref().and_then(|text| text.lines().next()?.strip_prefix("#!"));
    let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
    Ok(match &words[..] {
        [env, name, ..] if env.ends_with("/env") => Some(format!("/usr/bin/{name}")),
        [program, ..] => Some((*program).to_owned()),
        [] => None,
    })
}

/// `5.4` of `/usr/bin/lua5.4`, following links such as those of `/etc/alternatives`.
fn version(machine: &Machine, program: &str) -> Option<String> {
    let mut path = program.to_owned();
    for _ in 0..8 {
        let name = path.rsplit('/').next().unwrap_or_default();
        let digits = name.strip_prefix("lua").map(|rest| rest.trim_start_matches('-'));
        if let Some(digits @ ("5.1" | "5.2" | "5.3" | "5.4" | "5.5")) = digits {
            return Some(digits.to_owned());
        }
        if name.starts_with("luajit") {
            return Some("5.1".to_owned());
        }
        let target = machine.link(&path)?;
        path = match target.starts_with('/') {
            true => target,
            false => format!("{}/{target}", path.rsplit_once('/').map_or("", |(dir, _)| dir)),
        };
    }
    None
}

/// Where this version of Lua looks, as Debian builds it, and where `luarocks` puts libraries.
fn directories(machine: &Machine, version: &str) -> Vec<String> {
    let mut dirs: Vec<String> =
        ["usr/share/lua", "usr/local/share/lua", "usr/local/lib/lua", "usr/lib/lua", "usr/lib64/lua"]
            .iter()
            .map(|dir| format!("{dir}/{version}"))
            .collect();
    let built = machine.names("usr/lib").into_iter().filter(|name| name.contains("-linux-gnu"));
    dirs.extend(built.map(|name| format!("usr/lib/{name}/lua/{version}")));
    dirs.push(format!("var/lib/prosody/custom_plugins/share/lua/{version}"));
    dirs.push(format!("var/lib/prosody/custom_plugins/lib/lua/{version}"));
    dirs
}
