//! Names that exist before the statements run.

use swc_ecma_ast::{Decl, ForHead, ObjectPatProp, Pat, Stmt, VarDecl, VarDeclKind, VarDeclOrExpr};

use super::evaluate::Machine;
use super::heap::{Closure, Code, Given, Val};
use super::text::Text;
use crate::syntax::SyntaxError;

impl<'a> Machine<'a> {
    /// Declares all `var`s of a function or script in the current scope.
    pub fn hoist(&mut self, statements: &'a [Stmt]) {
        statements.iter().for_each(|statement| self.hoist_statement(statement));
    }

    fn hoist_statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Decl(Decl::Var(declaration)) => self.hoist_variables(declaration),
            Stmt::Decl(Decl::Fn(function)) => {
                let span = self.span(function.ident.span);
                let variables = self.scopes[self.scope].variables;
                self.heap[variables].declare(&Text::from(function.ident.sym.as_str()), span);
            }
            Stmt::Block(block) => self.hoist(&block.stmts),
            Stmt::If(statement) => {
                self.hoist_statement(&statement.cons);
                statement.alt.iter().for_each(|alternative| self.hoist_statement(alternative));
            }
            Stmt::Labeled(statement) => self.hoist_statement(&statement.body),
            Stmt::With(statement) => self.hoist_statement(&statement.body),
            Stmt::While(statement) => self.hoist_statement(&statement.body),
            Stmt::DoWhile(statement) => self.hoist_statement(&statement.body),
            Stmt::For(statement) => {
                if let Some(VarDeclOrExpr::VarDecl(declaration)) = &statement.init {
                    self.hoist_variables(declaration);
                }
                self.hoist_statement(&statement.body);
            }
            Stmt::ForIn(statement) => {
                self.hoist_head(&statement.left);
                self.hoist_statement(&statement.body);
            }
            Stmt::ForOf(statement) => {
                self.hoist_head(&statement.left);
                self.hoist_statement(&statement.body);
            }
            Stmt::Switch(statement) => statement.cases.iter().for_each(|case| self.hoist(&case.cons)),
            Stmt::Try(statement) => {
                self.hoist(&statement.block.stmts);
                statement.handler.iter().for_each(|handler| self.hoist(&handler.body.stmts));
                statement.finalizer.iter().for_each(|block| self.hoist(&block.stmts));
            }
            _ => {}
        }
    }

    fn hoist_head(&mut self, head: &'a ForHead) {
        if let ForHead::VarDecl(declaration) = head {
            self.hoist_variables(declaration);
        }
    }

    fn hoist_variables(&mut self, declaration: &'a VarDecl) {
        if declaration.kind == VarDeclKind::Var {
            for declarator in &declaration.decls {
                for (name, place) in names(&declarator.name) {
                    let span = self.span(place);
                    let variables = self.scopes[self.scope].variables;
                    self.heap[variables].declare(&Text::from(name), span);
                }
            }
        }
    }

    /// Notes the names that exist from here on and must not be read before their line.
    pub fn hoist_lexical(&mut self, statements: &'a [Stmt]) {
        let scope = self.scope;
        for statement in statements {
            let declared = match statement {
                Stmt::Decl(Decl::Var(declaration)) if declaration.kind != VarDeclKind::Var => {
                    declaration.decls.iter().flat_map(|declarator| names(&declarator.name)).collect()
                }
                Stmt::Decl(Decl::Class(class)) => vec![(class.ident.sym.as_str(), class.ident.span)],
                _ => continue,
            };
            self.scopes[scope].uninitialized.extend(declared.into_iter().map(|(name, _)| Text::from(name)));
        }
    }

    /// Whether a name is read before the line that declares it, which stops the script.
    pub fn is_uninitialized(&self, name: &str) -> bool {
        let mut scope = Some(self.scope);
        while let Some(at) = scope {
            let holder = &self.scopes[at];
            if holder.uninitialized.contains(name) {
                return true;
            }
            if self.heap[holder.variables].get(name).is_some() {
                return false;
            }
            scope = holder.parent;
        }
        false
    }

    /// Defines the functions of a block before its statements run.
    pub fn hoist_functions(&mut self, statements: &'a [Stmt]) {
        for statement in statements {
            if let Stmt::Decl(Decl::Fn(declaration)) = statement {
                let name = Text::from(declaration.ident.sym.as_str());
                let code = Code::Function(&declaration.function);
                let closure = Closure { code, scope: self.scope, script: self.script };
                let key_span = self.span(declaration.ident.span);
                let given = Given::new(Val::Function(Some(closure)), self.span(declaration.function.span));
                // `hoist` declared it for the whole function, as browsers do.
                let scope = self.scope_of(&name).unwrap_or(0);
                let variables = self.scopes[scope].variables;
                self.set_member(variables, &name, key_span, given);
            }
        }
    }

    /// `let` and `const` may not declare a name that exists; the browser then runs nothing of the script.
    pub fn check_redeclaration(&mut self, statements: &'a [Stmt]) -> Result<(), SyntaxError> {
        use std::collections::BTreeMap;
        let mut seen: BTreeMap<&str, bool> = BTreeMap::new();
        for statement in statements {
            let (lexical, declared) = match statement {
                Stmt::Decl(Decl::Var(declaration)) => {
                    let lexical = declaration.kind != VarDeclKind::Var;
                    let all = declaration.decls.iter().flat_map(|declarator| names(&declarator.name));
                    (lexical, all.collect())
                }
                Stmt::Decl(Decl::Class(class)) => (true, vec![(class.ident.sym.as_str(), class.ident.span)]),
                Stmt::Decl(Decl::Fn(one)) => (false, vec![(one.ident.sym.as_str(), one.ident.span)]),
                _ => continue,
            };
            for (name, place) in declared {
                let before = self.scopes[0].constants.contains(&*format!("let {name}"));
                let exists = lexical && self.heap[0].get(name).is_some();
                let conflict = seen.insert(name, lexical).is_some_and(|earlier| earlier || lexical);
                if before || exists || conflict {
                    let cause = format!(
                        "`{name}` is declared a second time, so the browser runs nothing of this file"
                    );
                    let fix = "delete the word `let` or `const` here to only set the variable";
                    return Err(SyntaxError::new(self.span(place), cause).fix(fix));
                }
            }
        }
        for (name, lexical) in seen {
            if lexical {
                // A key that no variable can have.
                self.scopes[0].constants.insert(Text::from(format!("let {name}")));
            }
        }
        Ok(())
    }
}

/// The names that a pattern declares.
fn names(pattern: &Pat) -> Vec<(&str, swc_common::Span)> {
    let mut found = Vec::new();
    collect(pattern, &mut found);
    found
}

fn collect<'p>(pattern: &'p Pat, found: &mut Vec<(&'p str, swc_common::Span)>) {
    match pattern {
        Pat::Ident(name) => found.push((name.id.sym.as_str(), name.id.span)),
        Pat::Array(array) => array.elems.iter().flatten().for_each(|item| collect(item, found)),
        Pat::Rest(rest) => collect(&rest.arg, found),
        Pat::Assign(assign) => collect(&assign.left, found),
        Pat::Object(object) => {
            for property in &object.props {
                match property {
                    ObjectPatProp::KeyValue(pair) => collect(&pair.value, found),
                    ObjectPatProp::Assign(one) => found.push((one.key.id.sym.as_str(), one.key.id.span)),
                    ObjectPatProp::Rest(rest) => collect(&rest.arg, found),
                }
            }
        }
        Pat::Invalid(_) | Pat::Expr(_) => {}
    }
}
