//! Calls: functions of the scripts are followed, a few of the browser's are known, the rest is not.

use swc_ecma_ast::{
    ArrowFunctionBody, CallExpr, Callee, Expr, ExprOrSpread, MemberExpr, OptCall, Pat, Stmt, VarDeclKind,
};

use super::evaluate::{Eval, Machine, Stop};
use super::heap::{Closure, Code, Given, Object, Val};
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::Reason;

/// Calls within calls that are followed.
const MAX_CALLS: u32 = 40;

impl<'a> Machine<'a> {
    pub fn call(&mut self, call: &'a CallExpr) -> Eval<'a> {
        let Callee::Expr(callee) = &call.callee else {
            self.arguments(&call.args)?;
            return Ok(Given::unknown("it is made when the page runs", self.span(call.span)));
        };
        self.call_of(callee.unwrap_parens(), &call.args, call.span)
    }

    /// `f?.()` and the calls further right in a chain with `?.`.
    pub fn optional_call(&mut self, call: &'a OptCall, optional: bool) -> Eval<'a> {
        let span = self.span(call.span);
        if optional || matches!(&*call.callee, Expr::OptChain(_)) {
            let callee = self.expression(&call.callee)?;
            let missing = matches!(callee.val, Val::Undefined | Val::Null);
            if missing && (optional || self.is_skipped(&call.callee)) {
                self.chain_skipped = true;
                return Ok(Given::new(Val::Undefined, span));
            }
            let arguments = self.arguments(&call.args)?;
            let this = Val::Unknown(Reason::new("it depends on who calls the function"));
            let value = self.call_value(&callee, this, arguments, call.span);
            self.chain_skipped = false;
            return value;
        }
        let value = self.call_of(&call.callee, &call.args, call.span);
        self.chain_skipped = false;
        value
    }

    fn call_of(
        &mut self,
        callee: &'a Expr,
        arguments: &'a [ExprOrSpread],
        place: swc_common::Span,
    ) -> Eval<'a> {
        let span = self.span(place);
        if let Expr::Member(member) = callee {
            if let Some(name) = self.object_function(member) {
                let arguments = self.arguments(arguments)?;
                return self.call_object_function(name, &arguments, span);
            }
            let object = self.expression(&member.obj)?;
            let function = self.read_member(&object, member)?;
            let key = self.member_key(member)?;
            let arguments = self.arguments(arguments)?;
            if let (Ok("forEach"), [callback]) = (key.as_deref(), &arguments[..])
                && let (Ok(items), Val::Function(Some(closure)), None) =
                    (self.items_of(&object), &callback.val, &self.uncertain)
                // What is undefined may be a hole, which is left out.
                && !items.iter().any(|item| matches!(item.val, Val::Undefined))
            {
                let closure = *closure;
                return self.for_each_item(closure, items, span);
            }
            if let (Ok(key), false) = (&key, matches!(function.val, Val::Function(_)))
                && let Some(result) = self.method(&object, key, &arguments, span)
            {
                return Ok(result);
            }
            if matches!((&object.val, &function.val), (Val::Object(_), Val::Unknown(_))) {
                // A method that is not known may change its object.
                let harmless = ["hasOwnProperty", "toString", "includes", "indexOf", "join", "slice"];
                if !key.is_ok_and(|key| harmless.contains(&&*key)) {
                    self.escape_all(
                        std::slice::from_ref(&object),
                        &Reason::new("a function that is not followed changes it"),
                    )?;
                }
            }
            // `console.log(config)` changes nothing.
            if matches!(&*member.obj, Expr::Ident(name) if name.sym == *"console" || name.sym == *"JSON") {
                return Ok(Given::new(function.val, span));
            }
            return self.call_value(&function, object.val, arguments, place);
        }
        let function = self.expression(callee)?;
        let arguments = self.arguments(arguments)?;
        if matches!(callee, Expr::Ident(name) if name.sym == *"eval") {
            self.lose(Reason::new("the script runs a text as a program here"), Some(span));
        }
        self.call_value(&function, Val::Object(0), arguments, place)
    }

    /// `list.forEach(function (item, index) { … })`.
    fn for_each_item(&mut self, closure: Closure<'a>, items: Vec<Given<'a>>, span: Span) -> Eval<'a> {
        for (at, item) in items.into_iter().enumerate() {
            let index = Given::new(Val::Num(at as f64), span);
            self.step()?;
            self.run_closure(closure, Val::Undefined, vec![item, index], span)?;
        }
        Ok(Given::new(Val::Undefined, span))
    }

    /// The name of the function if it is one of `Object`.
    fn object_function(&self, member: &'a MemberExpr) -> Option<&'a str> {
        match &*member.obj {
            Expr::Ident(name) if name.sym == *"Object" && self.scope_of("Object").is_none() => {
                member.prop.as_ident().map(|name| name.sym.as_str())
            }
            _ => None,
        }
    }

    fn call_object_function(&mut self, name: &str, arguments: &[Given<'a>], span: Span) -> Eval<'a> {
        let reason = Reason::new(format!("`Object.{name}` is not followed"));
        match (name, arguments) {
            ("assign", [Given { val: Val::Undefined | Val::Null, .. }, ..]) => {
                let cause = "the target of this `Object.assign` does not exist, so the browser stops at this line and ignores the rest of the file";
                Err(Stop::Exception(Box::new(SyntaxError::new(span, cause))))
            }
            ("assign", [target, sources @ ..]) => {
                if let Val::Str(text) = &target.val
                    && sources.iter().any(|source| self.sets_letters(text, source))
                {
                    let cause = "the target of this `Object.assign` is a text, so the browser stops at this line and ignores the rest of the file";
                    return Err(Stop::Exception(Box::new(SyntaxError::new(span, cause))));
                }
                if let Val::Object(id) = target.val {
                    for source in sources {
                        self.assign_all(id, source);
                    }
                }
                Ok(target.used_at(span))
            }
            ("freeze" | "seal" | "preventExtensions", [target, ..]) => Ok(target.used_at(span)),
            ("keys" | "values" | "entries" | "getOwnPropertyNames" | "is" | "isFrozen" | "hasOwn", _) => {
                Ok(Given::new(Val::Unknown(reason), span))
            }
            _ => {
                self.escape_all(arguments, &reason)?;
                Ok(Given::new(Val::Unknown(reason), span))
            }
        }
    }

    /// Whether an object has keys that a text has too; these cannot be set.
    fn sets_letters(&self, text: &str, source: &Given<'a>) -> bool {
        let Val::Object(id) = source.val else { return false };
        let length = text.encode_utf16().count();
        let keys = self.heap[id].properties.iter().filter(|property| !property.gone);
        keys.map(|property| &*property.key)
            .any(|key| key == "length" || key.parse::<usize>().is_ok_and(|at| at < length))
    }

    fn assign_all(&mut self, target: usize, source: &Given<'a>) {
        let mut copied = Object::default();
        self.copy_properties(source, &mut copied);
        if let Some(reason) = &copied.open {
            self.spoil(target, reason);
        }
        for property in copied.properties {
            if !property.gone {
                self.set_member(target, &property.key, property.key_span, property.given);
            }
        }
    }

    /// Calls a function value.
    fn call_value(
        &mut self,
        function: &Given<'a>,
        this: Val<'a>,
        arguments: Vec<Given<'a>>,
        place: swc_common::Span,
    ) -> Eval<'a> {
        let span = self.span(place);
        match &function.val {
            Val::Function(Some(closure)) => {
                if self.calls >= MAX_CALLS {
                    return Err(Stop::Exhausted);
                }
                self.run_closure(*closure, this, arguments, span)
            }
            Val::Function(None) => {
                let reason = Reason::new("a function that is not followed makes it");
                self.escape_all(&arguments, &reason)?;
                Ok(Given::new(Val::Unknown(reason), span))
            }
            Val::Unknown(reason) => {
                let reason = reason.clone();
                self.escape_all(&arguments, &reason)?;
                Ok(Given::new(Val::Unknown(reason), span))
            }
            _ => {
                let name: String = self.source(place).chars().take_while(|c| *c != '(').take(60).collect();
                let cause = format!(
                    "`{name}` is no function, so the browser stops at this line and ignores the rest of the file"
                );
                self.exception(place, cause, None)
            }
        }
    }

    fn run_closure(
        &mut self,
        closure: Closure<'a>,
        this: Val<'a>,
        arguments: Vec<Given<'a>>,
        span: Span,
    ) -> Eval<'a> {
        let (scope, script, departures) = (self.scope, self.script, self.departures);
        let uncertain = self.uncertain.clone();
        self.script = closure.script;
        self.scope = self.new_scope(closure.scope);
        self.calls += 1;
        // An arrow function keeps the `this` around it, nearly always the one of its caller.
        let this = match closure.code {
            Code::Function(_) => this,
            Code::Arrow(_) => self.this.clone(),
        };
        let outer_this = std::mem::replace(&mut self.this, this);
        let result = self.body(closure, arguments, span);
        self.this = outer_this;
        self.calls -= 1;
        (self.scope, self.script) = (scope, script);
        let left = self.departures != departures;
        self.uncertain = uncertain;
        self.departures = departures;
        let given = match result {
            Ok(given) => given,
            Err(Stop::Return(given)) => *given,
            Err(stop) => return Err(stop),
        };
        if left {
            return Ok(Given::unknown("the function that makes it may end early", span));
        }
        Ok(given.used_at(span))
    }

    fn body(&mut self, closure: Closure<'a>, arguments: Vec<Given<'a>>, span: Span) -> Eval<'a> {
        let (later, patterns): (bool, Vec<&'a Pat>) = match closure.code {
            Code::Function(function) => (
                function.is_async || function.is_generator,
                function.params.iter().map(|parameter| &parameter.pat).collect(),
            ),
            Code::Arrow(arrow) => (arrow.is_async, arrow.params.iter().collect()),
        };
        let mut arguments = arguments.into_iter();
        for pattern in patterns {
            let given = match pattern {
                Pat::Rest(_) => {
                    let items = arguments.by_ref().collect();
                    let list = self.allocate(Object::list(items, None));
                    Given::new(Val::Object(list), span)
                }
                _ => arguments.next().unwrap_or_else(|| Given::new(Val::Undefined, span)),
            };
            self.bind(pattern, given, Some(VarDeclKind::Let))?;
        }
        let undefined = Given::new(Val::Undefined, span);
        let (statements, value) = match closure.code {
            Code::Function(function) => (function.body.as_ref().map(|body| &body.stmts), None),
            Code::Arrow(arrow) => match &*arrow.body {
                ArrowFunctionBody::FunctionBody(body) => (Some(&body.stmts), None),
                ArrowFunctionBody::Expr(value) => (None, Some(value)),
            },
        };
        if later {
            let reason = Reason::new("it is set only when the page runs");
            self.perhaps(&reason, |machine| {
                if let Some(statements) = statements {
                    machine.hoist(statements);
                    machine.statements(statements)?;
                }
                value.map_or(Ok(()), |value| machine.expression(value).map(|_| ()))
            })?;
            return Ok(Given::new(Val::Unknown(reason), span));
        }
        let outer = self.strict;
        self.strict |= statements.and_then(|all| all.first()).is_some_and(Stmt::is_use_strict);
        let result = match statements {
            Some(statements) => {
                self.hoist(statements);
                self.statements(statements)
            }
            None => Ok(()),
        };
        let result = result.and_then(|()| value.map_or(Ok(undefined), |value| self.expression(value)));
        self.strict = outer;
        result
    }

    /// Evaluates arguments. Spread lists that are not known count as one unknown argument.
    pub fn arguments(&mut self, arguments: &'a [ExprOrSpread]) -> Eval<'a, Vec<Given<'a>>> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let given = self.expression(&argument.expr)?;
            match argument.spread {
                None => values.push(given),
                Some(_) => match self.items_of(&given) {
                    Ok(items) => values.extend(items),
                    Err(reason) => values.push(Given { val: Val::Unknown(reason), ..given }),
                },
            }
        }
        Ok(values)
    }

    /// Values go where we cannot follow: objects may be changed there, functions called.
    pub fn escape_all(&mut self, values: &[Given<'a>], reason: &Reason) -> Eval<'a, ()> {
        for value in values {
            match &value.val {
                Val::Object(id) => self.spoil(*id, reason),
                Val::Function(Some(closure)) if self.calls < 3 => {
                    let closure = *closure;
                    let span = value.span;
                    let unknown: Vec<Given<'a>> =
                        (0..4).map(|_| Given::new(Val::Unknown(reason.clone()), span)).collect();
                    let outer = (self.uncertain.clone(), self.departures);
                    self.perhaps(reason, |machine| {
                        machine.run_closure(closure, Val::Unknown(reason.clone()), unknown, span).map(|_| ())
                    })?;
                    // An error in there happens later, or is caught by the one who calls.
                    (self.uncertain, self.departures) = outer;
                }
                _ => {}
            }
        }
        Ok(())
    }
}
