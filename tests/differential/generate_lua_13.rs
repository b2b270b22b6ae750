//! What Prosody 13 alone can do with options, and what several names hold.

use super::{OPTIONS, Writer};

impl Writer<'_> {
    /// What Prosody 13 can do with an option and older versions cannot.
    pub fn since_13(&mut self) {
        let (option, other) = (self.random.pick(&OPTIONS), self.random.pick(&OPTIONS));
        let (one, two) = (self.expression(1), self.expression(1));
        if self.random.chance(2) {
            self.line(&format!("{option} = {{ {one} }}"));
        }
        let text = match self.random.below(12) {
            0 => format!("{option}:append {{ {two}, 'y' }}"),
            1 => format!("{option} {{ {two} }}"),
            2 => format!("{option}:append {{ key = {two} }}:append {{ 'z' }}"),
            3 => format!("{other} = {option}:value()"),
            4 => format!("{other} = {option} or {two}"),
            5 => format!("{other} = #{option}"),
            6 => format!("{other} = Lua.table.concat({{ 'a', 'b' }}, '-')"),
            7 => format!("for _, one in Lua.ipairs {{ {two}, 'q' }} do {option}:append {{ one }} end"),
            8 => format!("for one in {option}:values() do {other} = one end"),
            9 => format!("local h{0} = {option} h{0}:append {{ {two} }}", self.made),
            10 => format!("if {option} then {other} = {two} end"),
            _ => format!("{other} = Lua.os.getenv('DOMAIN') {option}.field = 1"),
        };
        self.line(&text);
    }

    /// Handles and tables that several names hold, and values that cannot be known.
    pub fn handed_on(&mut self) {
        let (option, other, third) =
            (self.random.pick(&OPTIONS), self.random.pick(&OPTIONS), self.random.pick(&OPTIONS));
        let (one, two) = (self.expression(1), self.expression(1));
        let unknown = self.random.pick(&[
            "ENV_NOT_SET",
            "('muc'):gsub('m', 'M')",
            "('muc'):match('x')",
            "#{ ENV_NOT_SET }",
        ]);
        if self.random.chance(2) {
            self.line(&format!("{option} = {{ {one}, {two} }}"));
        }
        let text = match self.random.below(18) {
            0 => format!("{other} = {option} {other}:append {{ {two} }}"),
            1 => format!("{other} = {option} {other} {{ {two} }} {third} = {option}:value()"),
            2 => format!("{other} = {option}:value() {other}:append {{ {one} }}"),
            3 => format!("local h = {option} {other} = h {third} = {{ h }}"),
            4 => format!("{other} = {option} {third} = {other}:value()"),
            5 => format!("local h = {option} {option} = {two} h:append {{ {one} }} {third} = h:value()"),
            6 => format!("local h = {option} {option} = nil h {{ {one} }}"),
            7 => format!("local h = {option} h.host = 'a.b' {other} = h"),
            8 => format!("_G.given = {one} {other} = given"),
            9 => format!("for key, one in pairs {{ a = {one}, b = {two} }} do {option} = one end"),
            10 => format!("for _, one in ipairs {{ {one}, {unknown} }} do {option} = one end"),
            11 => format!("if {unknown} then {option} = {one} elseif {two} then {other} = {one} end"),
            12 => format!("local t = {{ {one}, {unknown} }} t[#t + 1] = {two} {option} = t"),
            13 => format!("{option} = {unknown} or {one} {other} = {unknown}"),
            14 => format!("local u u.x = {one} {option} = u"),
            15 => format!("if {unknown} then VirtualHost 'a.b' end {option} {{ {one} }} {other} = {option}"),
            16 => format!("local t = {{}} table.insert(t, {unknown}) {option} = t"),
            _ => format!("{option} = ({{ {unknown} }})[2] {other} = 'x' .. {unknown}"),
        };
        self.line(&text);
    }
}
