//! Setting variables and members.

use swc_common::Spanned;
use swc_ecma_ast::{
    AssignExpr, AssignOp, AssignTarget, AssignTargetPat, BinaryOp, Expr, MemberExpr, MemberProp, ObjectPat,
    ObjectPatProp, Pat, PropName, SimpleAssignTarget, UpdateExpr, UpdateOp, VarDeclKind,
};

use super::evaluate::{Eval, Machine};
use super::heap::{Given, ObjectId, Val, same};
use super::operators::{binary, number_of, truth};
use super::text::Text;
use crate::text::Span;
use crate::value::Reason;

/// What stands on the left of `=`, with everything in it evaluated.
enum Target<'a> {
    Variable(Text<'a>, swc_common::Span),
    Member { object: Given<'a>, key: Result<Text<'a>, Reason>, member: &'a MemberExpr },
    Nothing,
}

impl<'a> Machine<'a> {
    pub fn assignment(&mut self, assignment: &'a AssignExpr) -> Eval<'a> {
        let span = self.span(assignment.span);
        let target = match &assignment.left {
            AssignTarget::Simple(simple) => self.simple_target(simple)?,
            AssignTarget::Pat(pattern) => {
                let given = self.expression(&assignment.right)?;
                match pattern {
                    AssignTargetPat::Object(object) => self.bind_object(object, &given, None)?,
                    AssignTargetPat::Array(array) => self.bind_list(&array.elems, &given, None)?,
                    AssignTargetPat::Invalid(_) => {}
                }
                return Ok(given);
            }
        };
        if assignment.op == AssignOp::Assign {
            let given = self.expression(&assignment.right)?;
            self.assign(target, given.clone())?;
            return Ok(given);
        }
        let old = self.read(&target)?;
        let keeps_old = match assignment.op {
            AssignOp::OrAssign => Some(truth(&old.val)),
            AssignOp::AndAssign => Some(truth(&old.val).map(|truth| !truth)),
            AssignOp::NullishAssign => Some(match &old.val {
                Val::Unknown(reason) => Err(reason.clone()),
                val => Ok(!matches!(val, Val::Undefined | Val::Null)),
            }),
            _ => None,
        };
        match (keeps_old, assignment.op.to_update()) {
            (Some(Ok(true)), _) => Ok(old),
            (Some(Ok(false)), _) => {
                let given = self.expression(&assignment.right)?;
                self.assign(target, given.clone())?;
                Ok(given)
            }
            (Some(Err(reason)), _) => {
                self.perhaps(&reason, |machine| {
                    let given = machine.expression(&assignment.right)?;
                    machine.assign(target, given)
                })?;
                Ok(Given::new(Val::Unknown(reason), span))
            }
            (None, op) => {
                let right = self.expression(&assignment.right)?;
                let val = binary(op.unwrap_or(BinaryOp::Add), &old.val, &right.val);
                let mut given = Given::joined(val, right.span, &old, &right);
                // The text to change is on both sides; the one here is what the eye meets first.
                given.span = self.span(assignment.right.span());
                self.assign(target, given.clone())?;
                Ok(given)
            }
        }
    }

    fn simple_target(&mut self, target: &'a SimpleAssignTarget) -> Eval<'a, Target<'a>> {
        match target {
            SimpleAssignTarget::Ident(name) => {
                Ok(Target::Variable(name.id.sym.as_str().into(), name.id.span))
            }
            SimpleAssignTarget::Member(member) => self.member_target(member),
            SimpleAssignTarget::Paren(inner) => self.expression_target(inner.expr.unwrap_parens()),
            _ => Ok(Target::Nothing),
        }
    }

    fn expression_target(&mut self, expression: &'a Expr) -> Eval<'a, Target<'a>> {
        match expression {
            Expr::Ident(name) => Ok(Target::Variable(name.sym.as_str().into(), name.span)),
            Expr::Member(member) => self.member_target(member),
            _ => Ok(Target::Nothing),
        }
    }

    fn member_target(&mut self, member: &'a MemberExpr) -> Eval<'a, Target<'a>> {
        let object = self.expression(&member.obj)?;
        let key = self.member_key(member)?;
        Ok(Target::Member { object, key, member })
    }

    fn read(&mut self, target: &Target<'a>) -> Eval<'a> {
        match target {
            Target::Variable(name, place) => {
                let span = self.span(*place);
                if self.is_uninitialized(name) {
                    return self.too_early(name, *place);
                }
                match self.scope_of(name) {
                    Some(scope) => {
                        let variables = self.scopes[scope].variables;
                        Ok(self.get(&Given::new(Val::Object(variables), span), name, span))
                    }
                    None => {
                        let cause = format!(
                            "`{name}` does not exist here, so the browser stops at this line and ignores the rest of the file"
                        );
                        self.exception(*place, cause, None)
                    }
                }
            }
            Target::Member { object, key, member } => match (&object.val, key) {
                (Val::Undefined | Val::Null, _) => self.no_object(&member.obj),
                (_, Ok(key)) => Ok(self.get(object, key, self.span(member.span))),
                (_, Err(reason)) => Ok(Given::new(Val::Unknown(reason.clone()), self.span(member.span))),
            },
            Target::Nothing => {
                Ok(Given::unknown("it is nothing that can be set", Span::start_of(self.script.file)))
            }
        }
    }

    fn assign(&mut self, target: Target<'a>, given: Given<'a>) -> Eval<'a, ()> {
        match target {
            Target::Variable(name, place) => self.set_variable(&name, place, given),
            Target::Member { object, key, member } => {
                let id = match &object.val {
                    Val::Undefined | Val::Null => return self.no_object(&member.obj),
                    Val::Object(id) => *id,
                    Val::Unknown(reason) => {
                        self.doubts += 1;
                        // Mostly something of the browser's (`document.title`); `this` may be `config`.
                        if matches!(&*member.obj, Expr::This(_)) {
                            self.lose(reason.clone(), Some(object.span));
                        }
                        return Ok(());
                    }
                    Val::Str(_) | Val::Num(_) | Val::Bool(_) if self.strict => {
                        let name: String = self.source(member.obj.span()).chars().take(60).collect();
                        let cause = format!(
                            "`{name}` is no object, so the browser stops at this line and ignores the rest of the file"
                        );
                        return self.exception(member.span, cause, None);
                    }
                    // A member of a text or a number is forgotten at once; functions are not looked into.
                    _ => return Ok(()),
                };
                match key {
                    Ok(key) => self.set_member(id, &key, self.span(member.prop.span()), given),
                    Err(reason) => self.spoil(id, &reason),
                }
                Ok(())
            }
            Target::Nothing => Ok(()),
        }
    }

    /// Sets a variable that exists, or makes a global one.
    fn set_variable(&mut self, name: &Text<'a>, place: swc_common::Span, given: Given<'a>) -> Eval<'a, ()> {
        if self.is_uninitialized(name) {
            return self.too_early(name, place);
        }
        let scope = match self.scope_of(name) {
            Some(scope) => scope,
            None if self.strict && !self.may_hide_variables() => {
                let cause = format!(
                    "`{name}` does not exist here, so the browser stops at this line and ignores the rest of the file"
                );
                return self.exception(place, cause, Some("declare it with `var`"));
            }
            None => 0,
        };
        if self.scopes[scope].constants.contains(name) {
            let cause = format!(
                "`{name}` is a constant, so the browser stops at this line and ignores the rest of the file"
            );
            return self.exception(place, cause, Some("declare it with `var` instead of `const`"));
        }
        let variables = self.scopes[scope].variables;
        self.set_member(variables, name, self.span(place), given);
        Ok(())
    }

    /// Declares a variable in the current scope and sets it.
    pub fn define(&mut self, name: &Text<'a>, key_span: Span, given: Given<'a>) {
        let scope = self.scope;
        let variables = self.scopes[scope].variables;
        self.scopes[scope].uninitialized.remove(name);
        self.heap[variables].declare(name, key_span);
        self.set_member(variables, name, key_span, given);
    }

    /// Sets a key of an object or list.
    pub fn set_member(&mut self, id: ObjectId, key: &Text<'a>, key_span: Span, given: Given<'a>) {
        let uncertain = self.uncertain.clone();
        let object = &mut self.heap[id];
        if let Some(items) = &mut object.items {
            let index = key.parse::<usize>().ok().filter(|index| *index <= items.len());
            match (index, uncertain) {
                (Some(index), None) if index == items.len() => items.push(given),
                (Some(index), None) => items[index] = given,
                (_, reason) => {
                    let reason = reason
                        .unwrap_or_else(|| Reason::new("the list is changed in a way that is not followed"));
                    object.open.get_or_insert(reason);
                }
            }
            return;
        }
        let Some(reason) = uncertain else { return object.set(key, key_span, given) };
        let unchanged = object.get(key).is_some_and(|old| same(&old.given.val, &given.val) && !old.implicit);
        if !unchanged {
            let unknown = Given { val: Val::Unknown(reason), span: given.span, parts: given.parts };
            object.set(key, key_span, unknown);
        }
    }

    /// Forgets what an object holds.
    pub fn spoil(&mut self, id: ObjectId, reason: &Reason) {
        // The variables of the page stay: nobody sets `config` by a computed name.
        if id == 0 {
            self.heap[0].open.get_or_insert_with(|| reason.clone());
            let span = Span::start_of(self.script.file);
            self.lose(reason.clone(), Some(span));
            return;
        }
        self.charge(&Val::Object(id));
        self.heap[id].spoil(reason);
    }

    /// `delete config.x`.
    pub fn delete(&mut self, member: &'a MemberExpr) -> Eval<'a> {
        let object = self.expression(&member.obj)?;
        let key = self.member_key(member)?;
        let span = self.span(member.span);
        match (&object.val, key) {
            (Val::Undefined | Val::Null, _) => return self.no_object(&member.obj),
            (Val::Object(id), Ok(key)) => match &self.uncertain {
                None if self.heap[*id].items.is_none() => self.heap[*id].delete(&key),
                Some(reason) if self.heap[*id].items.is_none() && self.heap[*id].get(&key).is_some() => {
                    let given = Given::new(Val::Unknown(reason.clone()), span);
                    let key_span = self.span(match &member.prop {
                        MemberProp::Computed(computed) => computed.expr.span(),
                        prop => prop.span(),
                    });
                    self.set_member(*id, &key, key_span, given);
                }
                Some(_) if self.heap[*id].items.is_none() => {}
                _ => self.spoil(*id, &Reason::new("an item of the list is deleted")),
            },
            (Val::Object(id), Err(reason)) => self.spoil(*id, &reason),
            _ => {}
        }
        Ok(Given::new(Val::Bool(true), span))
    }

    /// `x++` and its like.
    pub fn update(&mut self, update: &'a UpdateExpr) -> Eval<'a> {
        let target = self.expression_target(update.arg.unwrap_parens())?;
        let old = self.read(&target)?;
        let span = self.span(update.span);
        let step = if update.op == UpdateOp::PlusPlus { 1.0 } else { -1.0 };
        let number = |step: f64| match (number_of(&old.val), &old.val) {
            (Some(number), _) => Val::Num(number + step),
            (None, Val::Unknown(reason)) => Val::Unknown(reason.clone()),
            (None, _) => Val::Unknown(Reason::new("it is the result of a calculation")),
        };
        let new = Given { val: number(step), span, parts: old.origins() };
        let before = Given { val: number(0.0), span, parts: old.origins() };
        self.assign(target, new.clone())?;
        Ok(if update.prefix { new } else { before })
    }

    /// Gives a value to the names of a pattern; `kind` is `None` for names that exist.
    pub fn bind(&mut self, pattern: &'a Pat, given: Given<'a>, kind: Option<VarDeclKind>) -> Eval<'a, ()> {
        match pattern {
            Pat::Ident(name) => self.bind_name(name.id.sym.as_str(), name.id.span, given, kind),
            Pat::Assign(assign) => {
                let given = match &given.val {
                    Val::Undefined => self.expression(&assign.right)?,
                    _ => given,
                };
                self.bind(&assign.left, given, kind)
            }
            Pat::Object(object) => self.bind_object(object, &given, kind),
            Pat::Array(array) => self.bind_list(&array.elems, &given, kind),
            Pat::Rest(rest) => self.bind(&rest.arg, given, kind),
            Pat::Expr(expression) => {
                let target = self.expression_target(expression)?;
                self.assign(target, given)
            }
            Pat::Invalid(_) => Ok(()),
        }
    }

    fn bind_name(
        &mut self,
        name: &'a str,
        place: swc_common::Span,
        given: Given<'a>,
        kind: Option<VarDeclKind>,
    ) -> Eval<'a, ()> {
        let name = Text::from(name);
        match kind {
            None | Some(VarDeclKind::Var) => self.set_variable(&name, place, given),
            Some(kind) => {
                let span = self.span(place);
                self.define(&name, span, given);
                if kind == VarDeclKind::Const {
                    let scope = self.scope;
                    self.scopes[scope].constants.insert(name);
                }
                Ok(())
            }
        }
    }

    fn bind_object(
        &mut self,
        pattern: &'a ObjectPat,
        given: &Given<'a>,
        kind: Option<VarDeclKind>,
    ) -> Eval<'a, ()> {
        if let Val::Undefined | Val::Null = given.val {
            let cause = "there is no object here to take values from, so the browser stops at this line and ignores the rest of the file";
            return self.exception(pattern.span, cause.to_owned(), None);
        }
        for property in &pattern.props {
            match property {
                ObjectPatProp::KeyValue(pair) => {
                    let key = match &pair.key {
                        PropName::Ident(name) => Some(name.sym.to_string()),
                        PropName::Str(name) => Some(name.value.to_string_lossy().into_owned()),
                        _ => None,
                    };
                    let span = self.span(pair.key.span());
                    let value = match key {
                        Some(key) => self.get(given, &key, span),
                        None => Given::unknown("its name is computed", span),
                    };
                    self.bind(&pair.value, value, kind)?;
                }
                ObjectPatProp::Assign(one) => {
                    let span = self.span(one.key.id.span);
                    let mut value = self.get(given, one.key.id.sym.as_str(), span);
                    if let (Val::Undefined, Some(default)) = (&value.val, &one.value) {
                        value = self.expression(default)?;
                    }
                    self.bind_name(one.key.id.sym.as_str(), one.key.id.span, value, kind)?;
                }
                ObjectPatProp::Rest(rest) => {
                    let value = Given::unknown("it is the rest of an object", self.span(rest.arg.span()));
                    self.bind(&rest.arg, value, kind)?;
                }
            }
        }
        Ok(())
    }

    fn bind_list(
        &mut self,
        patterns: &'a [Option<Pat>],
        given: &Given<'a>,
        kind: Option<VarDeclKind>,
    ) -> Eval<'a, ()> {
        for (index, pattern) in patterns.iter().enumerate() {
            let Some(pattern) = pattern else { continue };
            let span = self.span(pattern.span());
            let value = match (pattern, &given.val) {
                (Pat::Rest(_), _) => Given::unknown("it is the rest of a list", span),
                (_, Val::Object(_)) => self.get(given, &index.to_string(), span),
                _ => Given::unknown("it is an item of something that is no list", span),
            };
            self.bind(pattern, value, kind)?;
        }
        Ok(())
    }
}
