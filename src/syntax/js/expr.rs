//! Expressions.

use swc_common::Spanned;
use swc_ecma_ast::{
    BinExpr, BinaryOp, Expr, Ident, MemberExpr, MemberProp, OptChainBase, UnaryExpr, UnaryOp,
};

use super::browser::{INHERITED, browser_reason, is_browsers};
use super::evaluate::{Eval, Machine};
use super::heap::{Closure, Code, Given, Val};
use super::literal::key_of;
use super::operators::{binary, number_of, to_bits, truth};
use super::ssi;
use super::text::Text;
use crate::value::Reason;

/// Expressions within expressions and calls. The scan before the parser keeps single texts below this.
const MAX_DEPTH: u32 = 3000;

impl<'a> Machine<'a> {
    /// Evaluates an expression.
    pub fn expression(&mut self, expression: &'a Expr) -> Eval<'a> {
        self.step()?;
        if self.depth >= MAX_DEPTH {
            return Ok(Given::unknown("it is nested too deeply", self.span(expression.span())));
        }
        self.depth += 1;
        let result = self.any_expression(expression);
        self.depth -= 1;
        result
    }

    fn any_expression(&mut self, expression: &'a Expr) -> Eval<'a> {
        let span = self.span(expression.span());
        let closure = |machine: &Self, code| {
            let closure = Closure { code, scope: machine.scope, script: machine.script };
            Ok(Given::new(Val::Function(Some(closure)), span))
        };
        match expression {
            Expr::Lit(literal) => Ok(self.literal(literal)),
            Expr::Object(literal) => self.object(literal),
            Expr::Array(list) => self.list(list),
            Expr::Ident(name) => self.variable(name),
            Expr::Member(member) => self.member(member),
            Expr::Bin(operation) => self.binary(operation),
            Expr::Assign(assignment) => self.assignment(assignment),
            Expr::Call(call) => self.call(call),
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Unary(operation) => self.unary(operation),
            Expr::Tpl(template) => self.template(template),
            Expr::Fn(function) => {
                let code = Code::Function(&function.function);
                let Some(name) = &function.ident else { return closure(self, code) };
                // The function sees itself under its own name, and nobody else does.
                let outer = self.scope;
                self.scope = self.new_scope(outer);
                let given = closure(self, code)?;
                let variables = self.scopes[self.scope].variables;
                self.heap[variables].set(&Text::from(name.sym.as_str()), span, given.clone());
                self.scope = outer;
                Ok(given)
            }
            Expr::Arrow(arrow) => closure(self, Code::Arrow(arrow)),
            Expr::Class(_) => Ok(Given::new(Val::Function(None), span)),
            Expr::Cond(choice) => {
                let test = self.expression(&choice.test)?;
                match truth(&test.val) {
                    Ok(true) => Ok(self.expression(&choice.cons)?.used_at(span)),
                    Ok(false) => Ok(self.expression(&choice.alt)?.used_at(span)),
                    Err(reason) => {
                        self.perhaps(&reason, |machine| machine.expression(&choice.cons).map(|_| ()))?;
                        self.perhaps(&reason, |machine| machine.expression(&choice.alt).map(|_| ()))?;
                        Ok(Given::new(Val::Unknown(reason), span))
                    }
                }
            }
            Expr::Seq(sequence) => {
                let mut last = Given::new(Val::Undefined, span);
                for one in &sequence.exprs {
                    last = self.expression(one)?;
                }
                Ok(last)
            }
            Expr::OptChain(chain) => match &*chain.base {
                OptChainBase::Member(member) => {
                    let object = self.expression(&member.obj)?;
                    let missing = matches!(object.val, Val::Undefined | Val::Null);
                    // `a?.b.c`: when `a` is missing the whole chain is skipped, when `b` is missing it is not.
                    if missing && (chain.optional || self.is_skipped(&member.obj)) {
                        self.chain_skipped = true;
                        return Ok(Given::new(Val::Undefined, span));
                    }
                    let value = self.read_member(&object, member);
                    self.chain_skipped = false;
                    value
                }
                OptChainBase::Call(call) => self.optional_call(call, chain.optional),
            },
            Expr::Update(update) => self.update(update),
            Expr::New(new) => {
                self.expression(&new.callee)?;
                let arguments = self.arguments(new.args.as_deref().unwrap_or_default())?;
                let reason = Reason::new("it is made when the page runs");
                self.escape_all(&arguments, &reason)?;
                Ok(Given::new(Val::Unknown(reason), span))
            }
            Expr::This(_) => Ok(Given::new(self.this.clone(), span)),
            Expr::Await(inner) => {
                self.expression(&inner.arg)?;
                Ok(Given::unknown("it is made when the page runs", span))
            }
            Expr::TaggedTpl(template) => {
                let tag = self.expression(&template.tag)?;
                if !matches!(tag.val, Val::Function(_) | Val::Unknown(_)) {
                    let cause = "there is no `+`, comma or `=` between this and the text in backticks, so the browser stops at this line and ignores the rest of the file";
                    return self.exception(template.tag.span(), cause.to_owned(), None);
                }
                Ok(Given::unknown("it is made when the page runs", span))
            }
            _ => Ok(Given::unknown("it is made when the page runs", span)),
        }
    }

    /// Reads a variable.
    pub fn variable(&mut self, name: &'a Ident) -> Eval<'a> {
        let span = self.span(name.span);
        let text = name.sym.as_str();
        if self.is_uninitialized(text) {
            return self.too_early(text, name.span);
        }
        if let Some(scope) = self.scope_of(text) {
            let variables = &self.heap[self.scopes[scope].variables];
            if let Some(property) = variables.get(text) {
                let mut given = property.given.used_at(span);
                if property.implicit {
                    given.parts.clear();
                }
                return Ok(given);
            }
        }
        match text {
            "undefined" => Ok(Given::new(Val::Undefined, span)),
            "NaN" => Ok(Given::new(Val::Num(f64::NAN), span)),
            "Infinity" => Ok(Given::new(Val::Num(f64::INFINITY), span)),
            "window" | "globalThis" | "self" => Ok(Given::new(Val::Object(0), span)),
            _ if is_browsers(text) => Ok(Given::unknown(browser_reason(text), span)),
            _ if text.contains(ssi::UNKNOWN) => {
                Ok(Given::unknown("nginx puts a text in here that is known to nginx only", span))
            }
            _ if self.may_hide_variables() => {
                Ok(Given::unknown(format!("`{text}` may come from a script that cannot be followed"), span))
            }
            _ => self.missing_variable(text, name.span),
        }
    }

    /// The error for a variable that is used before its `let` or `const`.
    pub fn too_early<T>(&self, name: &str, place: swc_common::Span) -> Eval<'a, T> {
        let cause = format!(
            "`{name}` is used before the line that declares it, so the browser stops at this line and ignores the rest of the file"
        );
        self.exception(place, cause, Some("move the declaration up"))
    }

    /// Whether there may be variables that we do not see.
    pub fn may_hide_variables(&self) -> bool {
        self.blind || self.heap[0].open.is_some()
    }

    fn missing_variable<T>(&self, name: &str, place: swc_common::Span) -> Eval<'a, T> {
        let (cause, fix) = match name {
            "True" | "False" | "TRUE" | "FALSE" => {
                let right = name.to_lowercase();
                (format!("`{name}` is not JavaScript"), format!("write `{right}`"))
            }
            "nil" | "None" | "NULL" => (format!("`{name}` is not JavaScript"), "write `null`".to_owned()),
            _ => {
                let cause = format!(
                    "`{name}` does not exist here, so the browser stops at this line and ignores the rest of the file"
                );
                (cause, "put it in quotes if it is a text".to_owned())
            }
        };
        self.exception(place, cause, Some(&fix))
    }

    /// The innermost scope that declares a variable.
    pub fn scope_of(&self, name: &str) -> Option<usize> {
        let mut scope = Some(self.scope);
        while let Some(at) = scope {
            if self.heap[self.scopes[at].variables].get(name).is_some() {
                return Some(at);
            }
            scope = self.scopes[at].parent;
        }
        None
    }

    /// `meet.example.com` or `meet-x.example.com` without quotes.
    fn forgotten_quotes(&self, expression: &'a Expr, place: swc_common::Span) -> Eval<'a, ()> {
        let mut first = expression;
        let name = loop {
            first = match first {
                Expr::Member(MemberExpr { obj, prop: MemberProp::Ident(_), .. }) => obj,
                Expr::Bin(operation) if operation.op == BinaryOp::Sub => &operation.left,
                Expr::Ident(name) => break name.sym.as_str(),
                _ => return Ok(()),
            };
        };
        let text = self.source(place);
        let like_a_domain = text.contains('.')
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
            && !text.ends_with(['.', '-']);
        let known = self.scope_of(name).is_some() || is_browsers(name) || self.may_hide_variables();
        let constant = ["undefined", "window", "globalThis", "self", "NaN", "Infinity"].contains(&name);
        // A name with one dot is as likely a misspelt variable.
        let surely = text.matches('.').count() > 1 || text.contains('-');
        if !like_a_domain || known || constant || !surely {
            return Ok(());
        }
        let cause = format!("`{text}` has no quotes, so the browser looks for a variable called `{name}`");
        self.exception(place, cause, Some("put it in quotes"))
    }

    fn member(&mut self, member: &'a MemberExpr) -> Eval<'a> {
        if let Expr::Member(_) | Expr::Ident(_) = &*member.obj {
            self.member_quotes(member)?;
        }
        let object = self.expression(&member.obj)?;
        self.read_member(&object, member)
    }

    /// Whether this is a chain that ended at one of its `?.`.
    pub fn is_skipped(&self, chain: &Expr) -> bool {
        self.chain_skipped && matches!(chain, Expr::OptChain(_))
    }

    fn member_quotes(&mut self, member: &'a MemberExpr) -> Eval<'a, ()> {
        // Only asked where the variable is missing, so that long chains stay cheap.
        let mut first = &*member.obj;
        while let Expr::Member(inner) = first {
            first = &inner.obj;
        }
        match first {
            Expr::Ident(name) if self.scope_of(name.sym.as_str()).is_none() => {
                self.forgotten_quotes(&member.obj, member.span)
            }
            _ => Ok(()),
        }
    }

    /// The name of a member, or why it is not known.
    pub fn member_key(&mut self, member: &'a MemberExpr) -> Eval<'a, Result<Text<'a>, Reason>> {
        Ok(match &member.prop {
            MemberProp::Ident(name) => Ok(name.sym.as_str().into()),
            MemberProp::PrivateName(_) => Err(Reason::new("it is private to a class")),
            MemberProp::Computed(computed) => {
                let key = self.expression(&computed.expr)?;
                key_of(&key.val)
            }
        })
    }

    /// Reads a member of a value that was evaluated before.
    pub fn read_member(&mut self, object: &Given<'a>, member: &'a MemberExpr) -> Eval<'a> {
        let key = self.member_key(member)?;
        let span = self.span(member.span);
        if let Val::Undefined | Val::Null = object.val {
            return self.no_object(&member.obj);
        }
        if let (Val::Object(0), Ok(key)) = (&object.val, &key)
            && self.scopes[0].constants.contains(&*format!("let {key}"))
        {
            // `let` and `const` make variables that are no members of `window`.
            return Ok(Given::new(Val::Undefined, span));
        }
        let key = match key {
            Ok(key) => key,
            Err(reason) => return Ok(Given::new(Val::Unknown(reason), span)),
        };
        Ok(self.get(object, &key, span))
    }

    /// The error for a member of something that does not exist.
    pub fn no_object<T>(&self, object: &Expr) -> Eval<'a, T> {
        let name: String = self.source(object.span()).chars().take(60).collect();
        let cause = format!(
            "`{name}` does not exist here, so the browser stops at this line and ignores the rest of the file"
        );
        let fix = format!("set `{name}` to an object before this line");
        self.exception(object.span(), cause, Some(&fix))
    }

    /// The value of a key.
    pub fn get(&self, object: &Given<'a>, key: &str, span: crate::text::Span) -> Given<'a> {
        let val = match &object.val {
            Val::Object(id) => {
                let holder = &self.heap[*id];
                if let Some(property) = holder.get(key) {
                    return property.given.used_at(span);
                }
                if *id == 0 {
                    // `window`: the browser's own things are there, too.
                    let known = is_browsers(key) || self.may_hide_variables();
                    if let "window" | "self" | "globalThis" = key {
                        return Given::new(Val::Object(0), span);
                    }
                    return match known {
                        true => Given::unknown(browser_reason(&format!("window.{key}")), span),
                        false => Given::new(Val::Undefined, span),
                    };
                }
                match (&holder.items, &holder.open) {
                    (_, Some(reason)) => Val::Unknown(reason.clone()),
                    (Some(items), None) if key == "length" => {
                        return Given { val: Val::Num(items.len() as f64), span, parts: object.origins() };
                    }
                    (Some(items), None) => match key.parse::<usize>() {
                        Ok(index) if index < items.len() => return items[index].used_at(span),
                        Ok(_) => Val::Undefined,
                        Err(_) => Val::Unknown(Reason::new("it belongs to all lists")),
                    },
                    (None, None) if INHERITED.contains(&key) => {
                        Val::Unknown(Reason::new("it belongs to all objects"))
                    }
                    (None, None) => Val::Undefined,
                }
            }
            Val::Str(text) if key == "length" => {
                let length = text.encode_utf16().count() as f64;
                return Given { val: Val::Num(length), span, parts: object.origins() };
            }
            Val::Unknown(reason) => Val::Unknown(reason.clone()),
            _ => Val::Unknown(Reason::new("it belongs to the value's type")),
        };
        Given { val, span, parts: Vec::new() }
    }

    fn binary(&mut self, operation: &'a BinExpr) -> Eval<'a> {
        let span = self.span(operation.span);
        if operation.op == BinaryOp::Sub {
            self.forgotten_quotes(&operation.left, operation.span)?;
        }
        let left = self.expression(&operation.left)?;
        let takes_left = match operation.op {
            BinaryOp::LogicalOr => Some(truth(&left.val)),
            BinaryOp::LogicalAnd => Some(truth(&left.val).map(|truth| !truth)),
            BinaryOp::NullishCoalescing => Some(match &left.val {
                Val::Unknown(reason) => Err(reason.clone()),
                val => Ok(!matches!(val, Val::Undefined | Val::Null)),
            }),
            _ => None,
        };
        match takes_left {
            Some(Ok(true)) => Ok(left.used_at(span)),
            Some(Ok(false)) => Ok(self.expression(&operation.right)?.used_at(span)),
            Some(Err(reason)) => {
                self.perhaps(&reason, |machine| machine.expression(&operation.right).map(|_| ()))?;
                Ok(Given::new(Val::Unknown(reason), span))
            }
            None => {
                let right = self.expression(&operation.right)?;
                let val = match operation.op {
                    BinaryOp::In => self.has(&left, &right),
                    op => binary(op, &left.val, &right.val),
                };
                Ok(Given::joined(val, span, &left, &right))
            }
        }
    }

    fn has(&self, key: &Given<'a>, object: &Given<'a>) -> Val<'a> {
        match (key_of(&key.val), &object.val) {
            (Err(reason), _) => Val::Unknown(reason),
            (_, Val::Unknown(reason)) => Val::Unknown(reason.clone()),
            (Ok(key), Val::Object(_)) => match self.get(object, &key, object.span).val {
                Val::Unknown(reason) if self.heap_has(object, &key).is_none() => Val::Unknown(reason),
                _ => Val::Bool(self.heap_has(object, &key).unwrap_or(false)),
            },
            _ => Val::Unknown(Reason::new("it is the result of a calculation")),
        }
    }

    fn heap_has(&self, object: &Given<'a>, key: &str) -> Option<bool> {
        let Val::Object(id) = object.val else { return None };
        let holder = &self.heap[id];
        match (holder.get(key), &holder.items, &holder.open) {
            (Some(_), _, _) => Some(true),
            (None, Some(items), None) => {
                Some(key == "length" || key.parse::<usize>().is_ok_and(|at| at < items.len()))
            }
            (None, None, None) if id != 0 && !INHERITED.contains(&key) => Some(false),
            _ => None,
        }
    }

    fn unary(&mut self, operation: &'a UnaryExpr) -> Eval<'a> {
        let span = self.span(operation.span);
        match (operation.op, operation.arg.unwrap_parens()) {
            (UnaryOp::TypeOf, Expr::Ident(name))
                if self.scope_of(name.sym.as_str()).is_none()
                    && !self.is_uninitialized(name.sym.as_str()) =>
            {
                // `typeof` is the only thing one may do with a variable that does not exist.
                let text = name.sym.as_str();
                let val = match text {
                    "undefined" => Val::Str("undefined".into()),
                    "window" | "globalThis" | "self" => Val::Str("object".into()),
                    "NaN" | "Infinity" => Val::Str("number".into()),
                    _ if is_browsers(text) || self.may_hide_variables() => {
                        Val::Unknown(Reason::new(browser_reason(text)))
                    }
                    _ => Val::Str("undefined".into()),
                };
                return Ok(Given::new(val, span));
            }
            (UnaryOp::Delete, Expr::Member(member)) => return self.delete(member),
            (UnaryOp::Delete, Expr::Ident(name)) => {
                // Only a variable that was never declared can be deleted.
                if let Some(scope) = self.scope_of(name.sym.as_str()) {
                    let given = Given::unknown("it may be deleted", span);
                    let variables = self.scopes[scope].variables;
                    self.set_member(variables, &Text::from(name.sym.as_str()), span, given);
                }
                return Ok(Given::new(Val::Bool(true), span));
            }
            _ => {}
        }
        let given = self.expression(&operation.arg)?;
        let number = |calculate: fn(f64) -> f64| {
            number_of(&given.val).map_or_else(
                || match &given.val {
                    Val::Unknown(reason) => Val::Unknown(reason.clone()),
                    _ => Val::Unknown(Reason::new("it is the result of a calculation")),
                },
                |number| Val::Num(calculate(number)),
            )
        };
        let val = match operation.op {
            UnaryOp::Bang => truth(&given.val).map_or_else(Val::Unknown, |truth| Val::Bool(!truth)),
            UnaryOp::Minus => number(|number| -number),
            UnaryOp::Plus => number(|number| number),
            UnaryOp::TypeOf => match &given.val {
                Val::Unknown(reason) => Val::Unknown(reason.clone()),
                val => Val::Str(type_name(val).into()),
            },
            UnaryOp::Void => Val::Undefined,
            UnaryOp::Delete => Val::Bool(true),
            UnaryOp::Tilde => number(|number| f64::from(!to_bits(number))),
        };
        // `!x` and `-1` are where the value is written.
        let parts = if matches!(*operation.arg, Expr::Lit(_)) { Vec::new() } else { given.origins() };
        Ok(Given { val, span, parts })
    }
}

fn type_name(val: &Val<'_>) -> &'static str {
    match val {
        Val::Undefined => "undefined",
        Val::Bool(_) => "boolean",
        Val::Num(_) => "number",
        Val::Str(_) => "string",
        Val::Function(_) => "function",
        Val::Null | Val::Object(_) | Val::Unknown(_) => "object",
    }
}
