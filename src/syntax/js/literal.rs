//! Object literals, lists and texts.

use std::borrow::Cow;

use swc_common::Spanned;
use swc_ecma_ast::{ArrayLit, Lit, ObjectLit, Prop, PropName, PropOrSpread, Tpl};

use super::evaluate::{Eval, Machine};
use super::heap::{Closure, Code, Given, Object, Val};
use super::operators::{join, number_text, text_of};
use super::ssi;
use super::text::Text;
use crate::text::Span;
use crate::value::Reason;

impl<'a> Machine<'a> {
    /// A text as it stands in the file.
    pub fn text(&self, text: Cow<'a, str>, span: Span) -> Given<'a> {
        self.known(text).map_or_else(
            |reason| Given::new(Val::Unknown(reason), span),
            |text| Given::new(Val::Str(text), span),
        )
    }

    fn known(&self, text: Cow<'a, str>) -> Result<Text<'a>, Reason> {
        if self.script.rendered.has_unknown && text.contains(ssi::UNKNOWN) {
            return Err(Reason::new("nginx puts a text in here that is known to nginx only"));
        }
        Ok(text.into())
    }

    pub fn literal(&self, literal: &'a Lit) -> Given<'a> {
        let span = self.span(literal.span());
        match literal {
            Lit::Str(text) => self.text(text.value.to_string_lossy(), span),
            Lit::Bool(value) => Given::new(Val::Bool(value.value), span),
            Lit::Null(_) => Given::new(Val::Null, span),
            Lit::Num(number) => Given::new(Val::Num(number.value), span),
            Lit::Regex(_) => Given::unknown("it is a regular expression", span),
            Lit::BigInt(_) => Given::unknown("it is a big number", span),
            Lit::JSXText(_) => Given::unknown("it is not JavaScript", span),
        }
    }

    pub fn template(&mut self, template: &'a Tpl) -> Eval<'a> {
        let span = self.span(template.span);
        let mut whole = Given::new(Val::Str("".into()), span);
        for (at, piece) in template.quasis.iter().enumerate() {
            let cooked = piece.cooked.as_ref().map(|cooked| cooked.to_string_lossy());
            let place = self.span(piece.span);
            // Beside a hole at the start or the end nothing is written.
            if !place.is_empty() {
                whole = add_text(&whole, &self.text(cooked.unwrap_or_default(), place), span);
            }
            if let Some(expression) = template.exprs.get(at) {
                let value = self.expression(expression)?;
                whole = add_text(&whole, &value, span);
            }
        }
        // Without holes the whole is one literal.
        if template.exprs.is_empty() {
            whole.parts.clear();
        }
        Ok(whole)
    }

    pub fn list(&mut self, list: &'a ArrayLit) -> Eval<'a> {
        let span = self.span(list.span);
        let (mut items, mut open) = (Vec::with_capacity(list.elems.len()), None);
        for item in &list.elems {
            let Some(item) = item else {
                items.push(Given::new(Val::Undefined, span));
                continue;
            };
            let given = self.expression(&item.expr)?;
            if item.spread.is_none() {
                items.push(given);
                continue;
            }
            match self.items_of(&given) {
                Ok(spread) => items.extend(spread),
                Err(reason) => open = open.or(Some(reason)),
            }
        }
        let id = self.allocate(Object::list(items, open));
        Ok(Given::new(Val::Object(id), span))
    }

    /// The items of a list, or why they are not known.
    pub fn items_of(&mut self, list: &Given<'a>) -> Result<Vec<Given<'a>>, Reason> {
        self.charge(&list.val);
        match &list.val {
            Val::Object(id) => match (&self.heap[*id].items, &self.heap[*id].open) {
                (_, Some(reason)) => Err(reason.clone()),
                (Some(items), None) if items.len() <= 10_000 => Ok(items.clone()),
                _ => Err(Reason::new("it is made from something that is no list")),
            },
            Val::Unknown(reason) => Err(reason.clone()),
            _ => Err(Reason::new("it is made from something that is no list")),
        }
    }

    pub fn object(&mut self, literal: &'a ObjectLit) -> Eval<'a> {
        let mut object = Object::default();
        object.properties.reserve(literal.props.len());
        for property in &literal.props {
            match property {
                PropOrSpread::Spread(spread) => {
                    let source = self.expression(&spread.expr)?;
                    self.copy_properties(&source, &mut object);
                }
                PropOrSpread::Prop(property) => self.property(property, &mut object)?,
            }
        }
        let id = self.allocate(object);
        Ok(Given::new(Val::Object(id), self.span(literal.span)))
    }

    fn property(&mut self, property: &'a Prop, object: &mut Object<'a>) -> Eval<'a, ()> {
        match property {
            Prop::KeyValue(pair) => {
                let key = self.property_name(&pair.key)?;
                let value = self.expression(&pair.value)?;
                if key.as_deref() == Ok("__proto__") {
                    object
                        .open
                        .get_or_insert_with(|| Reason::new("it has a prototype, which is not followed"));
                    return Ok(());
                }
                self.put(object, key, &pair.key, value);
            }
            Prop::Shorthand(name) => {
                let span = self.span(name.span);
                let value = self.variable(name)?;
                object.set(&Text::from(name.sym.as_str()), span, value);
            }
            Prop::Method(method) => {
                let key = self.property_name(&method.key)?;
                let code = Code::Function(&method.function);
                let closure = Closure { code, scope: self.scope, script: self.script };
                let value = Given::new(Val::Function(Some(closure)), self.span(method.function.span));
                self.put(object, key, &method.key, value);
            }
            Prop::Getter(getter) => {
                let key = self.property_name(&getter.key)?;
                let value = Given::unknown("a function computes it", self.span(getter.span));
                self.put(object, key, &getter.key, value);
            }
            Prop::Setter(setter) => {
                let key = self.property_name(&setter.key)?;
                let value = Given::unknown("a function computes it", self.span(setter.span));
                self.put(object, key, &setter.key, value);
            }
            // The parser reports these.
            Prop::Assign(_) => {}
        }
        Ok(())
    }

    fn put(&self, object: &mut Object<'a>, key: Result<Text<'a>, Reason>, name: &PropName, value: Given<'a>) {
        match key {
            Ok(key) => object.set(&key, self.span(name.span()), value),
            Err(reason) => object.spoil(&reason),
        }
    }

    fn property_name(&mut self, name: &'a PropName) -> Eval<'a, Result<Text<'a>, Reason>> {
        Ok(match name {
            PropName::Ident(name) => self.known(name.sym.as_str().into()),
            PropName::Str(name) => self.known(name.value.to_string_lossy()),
            PropName::Num(number) => Ok(number_text(number.value).into()),
            PropName::BigInt(number) => Ok(number.value.to_string().into()),
            PropName::Computed(computed) => {
                let given = self.expression(&computed.expr)?;
                key_of(&given.val)
            }
        })
    }

    /// Copies what `{...source}` and `Object.assign` copy.
    pub fn copy_properties(&mut self, source: &Given<'a>, target: &mut Object<'a>) {
        self.charge(&source.val);
        match &source.val {
            Val::Object(id) => {
                let from = &self.heap[*id];
                for property in from.properties.iter().filter(|property| !property.gone) {
                    target.set(&property.key, property.key_span, property.given.clone());
                }
                for (index, item) in from.items.iter().flatten().enumerate() {
                    target.set(&Text::from(index.to_string()), item.span, item.clone());
                }
                if let Some(reason) = &from.open {
                    target.spoil(reason);
                }
            }
            Val::Unknown(reason) => target.spoil(reason),
            Val::Str(_) => target.spoil(&Reason::new("the letters of a text are copied into it")),
            _ => {}
        }
    }
}

/// The key that a value is used as, or why it is not known.
pub fn key_of<'a>(val: &Val<'a>) -> Result<Text<'a>, Reason> {
    match (text_of(val), val) {
        (Some(text), _) => Ok(text),
        (None, Val::Unknown(reason)) => Err(reason.clone()),
        (None, _) => Err(Reason::new("its name is computed")),
    }
}

fn add_text<'a>(left: &Given<'a>, right: &Given<'a>, span: Span) -> Given<'a> {
    let val = match (&left.val, &right.val) {
        (Val::Unknown(reason), _) | (_, Val::Unknown(reason)) => Val::Unknown(reason.clone()),
        (left, right) => match (text_of(left), text_of(right)) {
            (Some(left), Some(right)) => join(&left, &right),
            _ => Val::Unknown(Reason::new("it is made from an object")),
        },
    };
    // The empty beginning is written nowhere.
    if matches!(&left.val, Val::Str(text) if text.is_empty()) && left.parts.is_empty() {
        return Given { val, span, parts: right.origins() };
    }
    if matches!(&right.val, Val::Str(text) if text.is_empty()) && right.span.is_empty() {
        return Given { val, span, parts: left.origins() };
    }
    Given::joined(val, span, left, right)
}
