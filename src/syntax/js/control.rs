//! Loops, `switch` and `try`.

use swc_ecma_ast::{BinaryOp, BlockStmt, Expr, ForHead, Stmt, SwitchStmt, TryStmt, VarDeclKind};

use super::evaluate::{Eval, Machine, Stop};
use super::heap::{Given, Val};
use super::operators::binary;
use crate::value::Reason;

impl<'a> Machine<'a> {
    /// A loop is not counted: what it changes is unknown. Twice, so that the second round sees the first.
    pub fn looped(&mut self, work: impl Fn(&mut Self) -> Eval<'a, ()>) -> Eval<'a, ()> {
        let reason = Reason::new("it is set in a loop");
        let (outer, departures) = (self.uncertain.clone(), self.departures);
        for _ in 0..2 {
            self.perhaps(&reason, &work)?;
        }
        if self.departures == departures {
            // Only the loop itself may have been left.
            self.uncertain = outer;
        }
        Ok(())
    }

    pub fn for_each(&mut self, head: &'a ForHead, list: &'a Expr, body: &'a Stmt) -> Eval<'a, ()> {
        let list = self.expression(list)?;
        let outer = self.scope;
        self.scope = self.new_scope(outer);
        let result = self.looped(|machine| {
            let item = Given::unknown("it is set in a loop", list.span);
            match head {
                ForHead::VarDecl(declaration) => {
                    for declarator in &declaration.decls {
                        machine.bind(&declarator.name, item.clone(), Some(declaration.kind))?;
                    }
                }
                ForHead::Pat(pattern) => machine.bind(pattern, item, None)?,
                ForHead::UsingDecl(_) => {}
            }
            machine.statement(body)
        });
        self.scope = outer;
        result
    }

    pub fn attempt(&mut self, statement: &'a TryStmt) -> Eval<'a, ()> {
        let (scope, depth, uncertain) = (self.scope, self.depth, self.uncertain.clone());
        let (departures, doubts) = (self.departures, self.doubts);
        let mut result = self.block(&statement.block.stmts);
        (self.scope, self.depth) = (scope, depth);
        if let Some(handler) = &statement.handler {
            let caught = Given::unknown("it is an error that was caught", self.span(handler.span));
            let handle = |machine: &mut Self| {
                machine.scope = machine.new_scope(scope);
                if let Some(pattern) = &handler.param {
                    machine.bind(pattern, caught, Some(VarDeclKind::Let))?;
                }
                let result = machine.block(&handler.body.stmts);
                machine.scope = scope;
                result
            };
            if matches!(result, Err(Stop::Exception(_))) {
                result = handle(self);
            } else if self.departures != departures || self.doubts != doubts {
                self.uncertain = uncertain;
                self.perhaps(&Reason::new("it is set only when an error was caught"), handle)?;
            }
        }
        (self.scope, self.depth) = (scope, depth);
        if let Some(BlockStmt { stmts, .. }) = &statement.finalizer {
            self.block(stmts)?;
        }
        result
    }

    pub fn switch(&mut self, statement: &'a SwitchStmt) -> Eval<'a, ()> {
        let value = self.expression(&statement.discriminant)?;
        let outer = self.scope;
        self.scope = self.new_scope(outer);
        let result = self.cases(statement, &value);
        self.scope = outer;
        match result {
            Err(Stop::Leave) => Ok(()),
            result => result,
        }
    }

    fn cases(&mut self, statement: &'a SwitchStmt, value: &Given<'a>) -> Eval<'a, ()> {
        let mut wanted = None;
        for (at, case) in statement.cases.iter().enumerate() {
            let Some(test) = &case.test else { continue };
            let test = self.expression(test)?;
            match binary(BinaryOp::EqEqEq, &value.val, &test.val) {
                Val::Bool(true) => {
                    wanted = Some(at);
                    break;
                }
                Val::Bool(false) => {}
                _ => return self.perhaps_cases(statement),
            }
        }
        let default = statement.cases.iter().position(|case| case.test.is_none());
        let Some(first) = wanted.or(default) else { return Ok(()) };
        statement.cases[first..].iter().try_for_each(|case| self.statements(&case.cons))
    }

    fn perhaps_cases(&mut self, statement: &'a SwitchStmt) -> Eval<'a, ()> {
        let reason = Reason::new("it depends on a `switch`");
        let (outer, departures) = (self.uncertain.clone(), self.departures);
        for case in &statement.cases {
            self.perhaps(&reason, |machine| {
                if let Some(test) = &case.test {
                    machine.expression(test)?;
                }
                machine.block(&case.cons)
            })?;
        }
        if self.departures == departures {
            self.uncertain = outer;
        }
        Ok(())
    }
}
