//! The methods of lists and texts that configurations use.

use swc_ecma_ast::BinaryOp;

use super::evaluate::Machine;
use super::heap::{Given, MAX_PARTS, Object, Val};
use super::operators::{binary, join, text_of};
use super::text::Text;
use crate::text::Span;

/// The text of an item in a joined list.
fn item_text<'a>(val: &Val<'a>) -> Option<Text<'a>> {
    match val {
        Val::Undefined | Val::Null => Some("".into()),
        val => text_of(val),
    }
}

/// The pieces of a text; a character of its own stands for each where the separator is empty.
fn split<'t>(text: &'t str, separator: &str) -> Option<Vec<&'t str>> {
    const MOST: usize = 1000;
    if separator.is_empty() {
        return None;
    }
    let pieces: Vec<&str> = text.split(separator).take(MOST).collect();
    (pieces.len() < MOST).then_some(pieces)
}

/// A part of a text, which counts from zero; only for texts whose characters are one unit each.
fn piece<'a>(text: &str, name: &str, arguments: &[Given<'a>]) -> Option<Val<'a>> {
    let length = text.len() as f64;
    let number = |at: usize| match arguments.get(at).map(|given| &given.val) {
        Some(Val::Num(number)) if number.fract() == 0.0 => Some(*number),
        _ => None,
    };
    let first = number(0)?;
    let second = if arguments.len() > 1 { Some(number(1)?) } else { None };
    if !text.is_ascii() || (first < 0.0 && name != "substring") {
        return None;
    }
    let end = match (name, second) {
        ("charAt", _) => first + 1.0,
        (_, None) => length,
        ("substr", Some(count)) => first + count.max(0.0),
        (_, Some(end)) if end >= first && first >= 0.0 => end,
        _ => return None,
    };
    let at = |number: f64| number.clamp(0.0, length) as usize;
    text.get(at(first)..at(end).max(at(first))).map(|part| Val::Str(part.to_owned().into()))
}

impl<'a> Machine<'a> {
    /// Methods of lists and texts; `None` for those that are not known.
    pub fn method(
        &mut self,
        object: &Given<'a>,
        name: &str,
        arguments: &[Given<'a>],
        span: Span,
    ) -> Option<Given<'a>> {
        match &object.val {
            Val::Object(id) if self.heap[*id].items.is_some() => {
                let id = *id;
                match name {
                    "push" => {
                        let uncertain = self.uncertain.clone();
                        let list = &mut self.heap[id];
                        let items = list.items.as_mut()?;
                        items.extend(arguments.iter().cloned());
                        let length = items.len() as f64;
                        list.open = list.open.take().or(uncertain);
                        Some(Given::new(Val::Num(length), span))
                    }
                    "unshift" if self.uncertain.is_none() => {
                        let items = self.heap[id].items.as_mut()?;
                        items.splice(0..0, arguments.iter().cloned());
                        Some(Given::new(Val::Num(items.len() as f64), span))
                    }
                    "concat" => {
                        let mut items = self.items_of(object).ok()?;
                        for argument in arguments {
                            match &argument.val {
                                Val::Object(other) if self.heap[*other].items.is_some() => {
                                    items.extend(self.items_of(argument).ok()?);
                                }
                                Val::Unknown(_) => return None,
                                _ => items.push(argument.clone()),
                            }
                        }
                        let list = self.allocate(Object::list(items, None));
                        Some(Given { val: Val::Object(list), span, parts: object.origins() })
                    }
                    "includes" => {
                        let items = self.items_of(object).ok()?;
                        let [wanted] = arguments else { return None };
                        let mut found = false;
                        for item in &items {
                            match binary(BinaryOp::EqEqEq, &item.val, &wanted.val) {
                                Val::Bool(equal) => found |= equal,
                                _ => return None,
                            }
                        }
                        // NaN equals itself here, and only here.
                        let is_nan = matches!(wanted.val, Val::Num(number) if number.is_nan());
                        (!is_nan).then(|| Given::new(Val::Bool(found), span))
                    }
                    "join" => {
                        let separator = match arguments {
                            [] => ",".into(),
                            [separator, ..] => text_of(&separator.val)?,
                        };
                        let items = self.items_of(object).ok()?;
                        let texts: Option<Vec<Text<'a>>> =
                            items.iter().map(|item| item_text(&item.val)).collect();
                        let text = texts?.join(&separator);
                        Some(Given { val: Val::Str(text.into()), span, parts: object.origins() })
                            .filter(|given| matches!(&given.val, Val::Str(text) if text.len() < 1 << 14))
                    }
                    _ => None,
                }
            }
            // `window` has more keys than the scripts gave it.
            Val::Object(id) if *id != 0 && name == "hasOwnProperty" => {
                let holder = &self.heap[*id];
                let [Given { val: Val::Str(key), .. }] = arguments else { return None };
                let there = match holder.get(key).map(|property| &property.given.val) {
                    // Such a key may have been set or deleted in a branch that may not be taken.
                    Some(Val::Unknown(_)) => return None,
                    Some(_) => true,
                    None if holder.open.is_some() => return None,
                    None => false,
                };
                Some(Given { val: Val::Bool(there), span, parts: object.origins() })
            }
            Val::Str(text) => {
                let first = arguments.first().and_then(|argument| match &argument.val {
                    Val::Str(text) => Some(text),
                    _ => None,
                });
                if let ("split", [_], Some(separator)) = (name, arguments, first) {
                    let pieces = split(text, separator)?;
                    let item = |piece: &str| Given {
                        val: Val::Str(piece.to_owned().into()),
                        span,
                        parts: object.origins(),
                    };
                    let items = pieces.into_iter().map(item).collect();
                    let list = self.allocate(Object::list(items, None));
                    return Some(Given { val: Val::Object(list), span, parts: object.origins() });
                }
                let val = match (name, arguments.len(), first) {
                    ("substr" | "substring" | "slice" | "charAt", _, _) => piece(text, name, arguments)?,
                    ("indexOf", 1, Some(part)) if text.is_ascii() => {
                        Val::Num(text.find(&**part).map_or(-1.0, |at| at as f64))
                    }
                    ("replace", 2, Some(part)) => {
                        let Val::Str(new) = &arguments[1].val else { return None };
                        let plain = !new.contains('$');
                        plain.then(|| Val::Str(text.replacen(&**part, new, 1).into()))?
                    }
                    ("toLowerCase", 0, _) => Val::Str(text.to_lowercase().into()),
                    ("toUpperCase", 0, _) => Val::Str(text.to_uppercase().into()),
                    ("trim", 0, _) => Val::Str(text.trim().to_owned().into()),
                    ("toString", 0, _) => object.val.clone(),
                    ("startsWith", 1, Some(start)) => Val::Bool(text.starts_with(&**start)),
                    ("endsWith", 1, Some(end)) => Val::Bool(text.ends_with(&**end)),
                    ("concat", _, _) => {
                        let parts: Option<Vec<Text<'a>>> =
                            arguments.iter().map(|argument| text_of(&argument.val)).collect();
                        join(text, &parts?.concat())
                    }
                    ("includes", 1, Some(part)) => Val::Bool(text.contains(&**part)),
                    _ => return None,
                };
                // What is joined or put in is a part of the text, too.
                let mut parts = object.origins();
                parts.extend(arguments.iter().flat_map(Given::origins));
                parts.truncate(MAX_PARTS);
                Some(Given { val, span, parts })
            }
            _ => None,
        }
    }
}
