//! Statements.

use std::collections::BTreeSet;
use swc_ecma_ast::{Decl, Expr, Pat, Stmt, VarDecl, VarDeclKind, VarDeclOrExpr};

use super::Page;
use super::heap::{Export, Given, Heap, Object, ObjectId, Val};
use super::operators::truth;
use super::parse::Parsed;
use super::text::Text;
use crate::syntax::SyntaxError;
use crate::text::{Sources, Span};
use crate::value::Reason;

/// Why evaluation does not go on to the next statement.
pub enum Stop<'a> {
    /// An error at run time.
    Exception(Box<SyntaxError>),
    /// `return`.
    Return(Box<Given<'a>>),
    /// `break` or `continue`.
    Leave,
    /// The scripts do more than any configuration does.
    Exhausted,
}

/// What evaluation yields.
pub type Eval<'a, T = Given<'a>> = Result<T, Stop<'a>>;

/// Variables of a block, a function or the page.
pub struct Scope<'a> {
    pub variables: ObjectId,
    pub parent: Option<usize>,
    pub constants: BTreeSet<Text<'a>>,
    /// Names of `let`, `const` and `class` whose line has not run yet.
    pub uninitialized: BTreeSet<Text<'a>>,
}

/// Steps before a script counts as endless. A real config.js takes a few thousand.
const FUEL: u32 = 1_000_000;

/// The state of the page.
pub struct Machine<'a> {
    /// The script that runs.
    pub script: &'a Parsed<'a>,
    pub heap: Heap<'a>,
    pub scopes: Vec<Scope<'a>>,
    /// The innermost scope.
    pub scope: usize,
    /// Why it is not known whether what runs now runs at all.
    pub uncertain: Option<Reason>,
    /// Whether the chain with `?.` that was read last ended at one of them.
    pub chain_skipped: bool,
    /// How often a `return` or an exception may have ended what ran.
    pub departures: u32,
    /// How often something was done with an unknown value that may stop the script.
    pub doubts: u32,
    /// Calls within calls.
    pub calls: u32,
    /// Expressions within expressions.
    pub depth: u32,
    pub fuel: u32,
    /// Whether a script before could not be read, so that variables may exist that we do not see.
    pub blind: bool,
    /// Whether the script starts with `'use strict'`.
    pub strict: bool,
    /// What `this` means.
    pub this: Val<'a>,
    pub page: Page,
}

/// Runs the scripts that could be parsed.
pub fn run(parsed: &[Result<Parsed, SyntaxError>], sources: &Sources) -> Page {
    let Some(first) = parsed.iter().find_map(|one| one.as_ref().ok()) else {
        let mut page = Page::default();
        parsed
            .iter()
            .filter_map(|one| one.as_ref().err())
            .for_each(|error| unreadable(&mut page, error, sources));
        return page;
    };
    let mut machine = Machine {
        script: first,
        heap: vec![Object::default()],
        scopes: vec![Scope {
            variables: 0,
            parent: None,
            constants: BTreeSet::new(),
            uninitialized: BTreeSet::new(),
        }],
        scope: 0,
        uncertain: None,
        chain_skipped: false,
        departures: 0,
        doubts: 0,
        calls: 0,
        depth: 0,
        fuel: FUEL,
        blind: false,
        strict: false,
        this: Val::Object(0),
        page: Page::default(),
    };
    for one in parsed {
        let error = match one {
            Ok(script) => machine.run_script(script).err(),
            Err(error) => Some(error.clone()),
        };
        if let Some(error) = error {
            unreadable(&mut machine.page, &error, sources);
            machine.blind = true;
        }
    }
    let mut export = Export::new(&machine.heap);
    let globals = export.map(&machine.heap[0]);
    let open = export.open.take();
    machine.page.globals = globals;
    if let Some((reason, span)) = open {
        machine.lose(reason, Some(span));
    }
    machine.page
}

/// Notes a script of which the browser runs nothing.
fn unreadable(page: &mut Page, error: &SyntaxError, sources: &Sources) {
    let line = sources.position(error.span).line;
    let reason = format!("{} has a syntax error in line {line}", sources.path(error.span.file));
    page.lossy.get_or_insert((Reason::new(reason), Some(error.span)));
    page.errors.push(error.clone());
}

impl<'a> Machine<'a> {
    fn run_script(&mut self, script: &'a Parsed<'a>) -> Result<(), SyntaxError> {
        self.script = script;
        if let Some((start, end)) = script.rendered.beyond_us {
            let reason = "nginx puts a text into the file here that is known to nginx only";
            self.lose(Reason::new(reason), Some(Span::new(script.file, start, end)));
            self.blind = true;
        }
        (self.scope, self.uncertain, self.calls, self.depth) = (0, None, 0, 0);
        let body = &script.tree.body;
        self.this = Val::Object(0);
        self.strict = body.first().is_some_and(Stmt::is_use_strict);
        self.check_redeclaration(body)?;
        self.hoist(body);
        match self.statements(body) {
            Err(Stop::Exception(error)) => self.page.exceptions.push(*error),
            Err(Stop::Exhausted) => {
                let reason = "the script does more than can be followed";
                self.lose(Reason::new(reason), Some(Span::start_of(script.file)));
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes that something could not be followed; the first reason is kept.
    pub fn lose(&mut self, reason: Reason, span: Option<Span>) {
        self.page.lossy.get_or_insert((reason, span));
    }

    /// The place in the file of a piece of the running script.
    pub fn span(&self, place: swc_common::Span) -> Span {
        self.script.span(place)
    }

    /// The text of a piece of the running script.
    pub fn source(&self, place: swc_common::Span) -> &'a str {
        self.script.source(place)
    }

    /// Makes an exception.
    pub fn exception<T>(&self, place: swc_common::Span, cause: String, fix: Option<&str>) -> Eval<'a, T> {
        let error = SyntaxError::new(self.span(place), cause);
        Err(Stop::Exception(Box::new(SyntaxError { fix: fix.map(str::to_owned), ..error })))
    }

    /// Puts an object on the heap.
    pub fn allocate(&mut self, object: Object<'a>) -> ObjectId {
        self.heap.push(object);
        self.heap.len() - 1
    }

    /// Counts a step.
    pub fn step(&mut self) -> Eval<'a, ()> {
        self.fuel = self.fuel.checked_sub(1).ok_or(Stop::Exhausted)?;
        Ok(())
    }

    /// Counts a copy of an object as one step for each of its values.
    pub fn charge(&mut self, val: &Val<'a>) {
        if let Val::Object(id) = val {
            let object = &self.heap[*id];
            let values = object.properties.len() + object.items.as_ref().map_or(0, Vec::len);
            self.fuel = self.fuel.saturating_sub(u32::try_from(values).unwrap_or(u32::MAX));
        }
    }

    /// Runs statements in a scope of their own.
    pub fn block(&mut self, statements: &'a [Stmt]) -> Eval<'a, ()> {
        let outer = self.scope;
        self.scope = self.new_scope(outer);
        let result = self.statements(statements);
        self.scope = outer;
        result
    }

    /// A new scope inside another.
    pub fn new_scope(&mut self, parent: usize) -> usize {
        let variables = self.allocate(Object::default());
        self.scopes.push(Scope {
            variables,
            parent: Some(parent),
            constants: BTreeSet::new(),
            uninitialized: BTreeSet::new(),
        });
        self.scopes.len() - 1
    }

    /// Runs statements one after the other.
    pub fn statements(&mut self, statements: &'a [Stmt]) -> Eval<'a, ()> {
        self.hoist_lexical(statements);
        self.hoist_functions(statements);
        statements.iter().try_for_each(|statement| self.statement(statement))
    }

    /// Runs what may or may not run: all it changes becomes unknown.
    pub fn perhaps(&mut self, reason: &Reason, work: impl FnOnce(&mut Self) -> Eval<'a, ()>) -> Eval<'a, ()> {
        let outer = self.uncertain.clone();
        self.uncertain.get_or_insert_with(|| reason.clone());
        let (scope, depth) = (self.scope, self.depth);
        let result = work(self);
        (self.scope, self.depth) = (scope, depth);
        self.uncertain = outer;
        match result {
            Ok(()) => Ok(()),
            Err(Stop::Exhausted) => Err(Stop::Exhausted),
            Err(stop) => {
                if let Stop::Exception(error) = &stop {
                    self.page.may_stop.get_or_insert(error.span);
                }
                // What follows runs only if this did not.
                self.uncertain.get_or_insert_with(|| reason.clone());
                if !matches!(stop, Stop::Leave) {
                    self.departures += 1;
                }
                Ok(())
            }
        }
    }

    pub fn statement(&mut self, statement: &'a Stmt) -> Eval<'a, ()> {
        self.step()?;
        self.depth += 1;
        let result = self.any_statement(statement);
        self.depth -= 1;
        result
    }

    fn any_statement(&mut self, statement: &'a Stmt) -> Eval<'a, ()> {
        match statement {
            Stmt::Expr(statement) => {
                self.warn_about_comparison(&statement.expr);
                self.expression(&statement.expr).map(|_| ())
            }
            Stmt::Decl(Decl::Var(declaration)) => self.variables(declaration),
            Stmt::Decl(Decl::Class(class)) => {
                let name = Text::from(class.ident.sym.as_str());
                let span = self.span(class.ident.span);
                self.define(&name, span, Given::new(Val::Function(None), span));
                Ok(())
            }
            Stmt::Block(block) => self.block(&block.stmts),
            Stmt::If(statement) => {
                let test = self.expression(&statement.test)?;
                match truth(&test.val) {
                    Ok(true) => self.statement(&statement.cons),
                    Ok(false) => statement.alt.iter().try_for_each(|alternative| self.statement(alternative)),
                    Err(reason) => {
                        let before = self.uncertain.clone();
                        self.perhaps(&reason, |machine| machine.statement(&statement.cons))?;
                        let after = std::mem::replace(&mut self.uncertain, before);
                        if let Some(alternative) = &statement.alt {
                            self.perhaps(&reason, |machine| machine.statement(alternative))?;
                        }
                        self.uncertain = self.uncertain.take().or(after);
                        Ok(())
                    }
                }
            }
            Stmt::Return(statement) => {
                let span = self.span(statement.span);
                let given = match &statement.arg {
                    Some(value) => self.expression(value)?,
                    None => Given::new(Val::Undefined, span),
                };
                Err(Stop::Return(Box::new(given)))
            }
            Stmt::Throw(statement) => {
                self.expression(&statement.arg)?;
                let cause = "the script stops itself here, and the browser ignores the rest of the file";
                self.exception(statement.span, cause.to_owned(), None)
            }
            Stmt::Break(_) | Stmt::Continue(_) => Err(Stop::Leave),
            Stmt::Labeled(statement) => {
                if let (Stmt::Expr(_), 0) = (&*statement.body, self.scope) {
                    let name = &statement.label.sym;
                    let cause = format!("`{name}:` stands outside of an object here, where it sets nothing");
                    let fix = "move it into the object, before the closing `}`";
                    self.warn(statement.label.span, cause, fix);
                }
                match self.statement(&statement.body) {
                    Err(Stop::Leave) => Ok(()),
                    other => other,
                }
            }
            Stmt::Try(statement) => self.attempt(statement),
            Stmt::Switch(statement) => self.switch(statement),
            Stmt::With(statement) => {
                let object = self.expression(&statement.obj)?;
                self.escape_all(&[object], &Reason::new("it is set inside of `with`"))?;
                self.looped(|machine| machine.statement(&statement.body))
            }
            Stmt::While(statement) => self.looped(|machine| {
                machine.expression(&statement.test)?;
                machine.statement(&statement.body)
            }),
            Stmt::DoWhile(statement) => self.looped(|machine| {
                machine.statement(&statement.body)?;
                machine.expression(&statement.test).map(|_| ())
            }),
            Stmt::For(statement) => {
                let outer = self.scope;
                self.scope = self.new_scope(outer);
                let head = match &statement.init {
                    Some(VarDeclOrExpr::VarDecl(declaration)) => self.variables(declaration),
                    Some(VarDeclOrExpr::Expr(expression)) => self.expression(expression).map(|_| ()),
                    None => Ok(()),
                };
                let result = head.and_then(|()| {
                    self.looped(|machine| {
                        if let Some(test) = &statement.test {
                            machine.expression(test)?;
                        }
                        // Before the body, so that the body does not see the first round's number.
                        if let Some(update) = &statement.update {
                            machine.expression(update)?;
                        }
                        machine.statement(&statement.body)
                    })
                });
                self.scope = outer;
                result
            }
            Stmt::ForIn(statement) => self.for_each(&statement.left, &statement.right, &statement.body),
            Stmt::ForOf(statement) => self.for_each(&statement.left, &statement.right, &statement.body),
            Stmt::Empty(_) | Stmt::Debugger(_) | Stmt::Decl(_) => Ok(()),
        }
    }

    fn variables(&mut self, declaration: &'a VarDecl) -> Eval<'a, ()> {
        for declarator in &declaration.decls {
            match (&declarator.init, &declarator.name) {
                (Some(value), pattern) => {
                    let given = self.expression(value)?;
                    self.bind(pattern, given, Some(declaration.kind))?;
                }
                // `var x;` leaves x as it is, `let x;` sets it.
                (None, Pat::Ident(name)) if declaration.kind != VarDeclKind::Var => {
                    let span = self.span(name.id.span);
                    self.define(&Text::from(name.id.sym.as_str()), span, Given::new(Val::Undefined, span));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn warn(&mut self, place: swc_common::Span, cause: String, fix: &str) {
        let warning = SyntaxError::new(self.span(place), cause).fix(fix);
        if !self.page.warnings.contains(&warning) && self.page.warnings.len() < 100 {
            self.page.warnings.push(warning);
        }
    }

    fn warn_about_comparison(&mut self, expression: &Expr) {
        use swc_ecma_ast::BinaryOp::{EqEq, EqEqEq};
        if let Expr::Bin(comparison) = expression
            && matches!(comparison.op, EqEq | EqEqEq)
            && matches!(&*comparison.left, Expr::Member(_) | Expr::Ident(_))
        {
            let cause = "this compares two values and sets nothing".to_owned();
            self.warn(comparison.span, cause, "write a single `=` to set the value");
        }
    }
}
