//! Statements of one file.

use std::collections::{BTreeMap, BTreeSet};

use full_moon::ast::{self, Ast, Block, Expression, Index, LastStmt, Stmt, Suffix, Var, VarExpression};
use full_moon::tokenizer::TokenReference;

use super::evaluate::Evaluator;
use super::parse::whole_characters;
use crate::load::parent;
use crate::text::{FileId, Span};
use crate::value::{Node, Value};

/// Lua refuses more in one function.
const MAX_LOCALS: usize = 200;
/// Rounds of a loop that are followed one by one.
const MAX_ROUNDS: i64 = 1000;
const HOW_OFTEN: &str = "it depends on how often a loop runs";

/// A local variable.
pub struct Local {
    pub name: String,
    pub node: Node,
    /// Its table was handed on: a change would be seen elsewhere too.
    pub shared: bool,
}

/// The variables of one block.
#[derive(Default)]
pub struct Scope {
    pub locals: Vec<Local>,
    /// How many uncertain blocks enclose it.
    pub certainty: usize,
}

/// How a block ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// At its end.
    Normal,
    /// At a `break`.
    Break,
    /// At a `return`.
    Return,
}

/// Evaluates one file.
pub struct Interpreter<'e, 'l, 't> {
    pub shared: &'e mut Evaluator<'l, 't>,
    pub file: FileId,
    /// The directory of the path Prosody opened.
    pub dir: String,
    /// The section that is open; `None` when it cannot be known which.
    pub current: Option<usize>,
    pub scopes: Vec<Scope>,
    /// Whether the section that is open may be any of those that exist.
    pub astray: bool,
    /// The path by which Prosody opens the file, as it puts it together.
    pub written: String,
    /// What this file has set so far, by section.
    pub options_set: BTreeSet<(usize, String)>,
    /// What it may have set, and why that is not certain.
    pub options_perhaps: BTreeMap<(usize, String), String>,
}

impl<'e, 'l, 't> Interpreter<'e, 'l, 't> {
    pub fn new(shared: &'e mut Evaluator<'l, 't>, file: FileId, path: &str, written: String) -> Self {
        let certainty = shared.uncertain.len();
        // The outermost scope holds Prosody's own names once they are overwritten.
        let scope = Scope { locals: Vec::new(), certainty };
        Interpreter {
            shared,
            file,
            dir: parent(path).to_owned(),
            current: Some(0),
            scopes: vec![scope],
            astray: false,
            written,
            options_set: BTreeSet::new(),
            options_perhaps: BTreeMap::new(),
        }
    }

    pub fn run(&mut self, ast: &Ast) {
        self.block(ast.nodes());
    }

    /// The place of a piece of the tree. Pieces that recovery made up have no end: they become empty.
    pub fn span(&self, node: &impl full_moon::node::Node) -> Span {
        let (start, end) = node.range().map_or((0, 0), |(start, end)| (start.bytes(), end.bytes()));
        let text = self.shared.loader.sources().file(self.file).text();
        let (start, end) = whole_characters(text, start, end);
        Span::new(self.file, start, end)
    }

    /// The place of an expression, with the `]` at its end, which the tree does not count as a part of it.
    pub fn place(&self, expression: &Expression) -> Span {
        let mut last = expression;
        let path = loop {
            last = match last {
                Expression::BinaryOperator { rhs, .. } => rhs,
                Expression::UnaryOperator { expression, .. } => expression,
                Expression::Var(Var::Expression(path)) => break path,
                _ => return self.span(expression),
            };
        };
        let end = self.path_place(path);
        if end.is_empty() { self.span(expression) } else { self.span(expression).to(end) }
    }

    /// The same for `a.b["c"]`.
    pub fn path_place(&self, path: &VarExpression) -> Span {
        let span = self.span(path);
        let Some(Suffix::Index(Index::Brackets { brackets, .. })) = path.suffixes().last() else {
            return span;
        };
        let end = self.span(brackets.tokens().1);
        if end.is_empty() { span } else { span.to(end) }
    }

    fn block(&mut self, block: &Block) -> Flow {
        self.scopes.push(Scope { locals: Vec::new(), certainty: self.shared.uncertain.len() });
        let flow = self.statements(block);
        self.scopes.pop();
        flow
    }

    fn statements(&mut self, block: &Block) -> Flow {
        for statement in block.stmts() {
            if !self.shared.step(1) {
                return Flow::Return;
            }
            match self.statement(statement) {
                Flow::Normal => {}
                flow => return flow,
            }
        }
        let flow = match block.last_stmt() {
            None => return Flow::Normal,
            Some(LastStmt::Break(_)) => Flow::Break,
            Some(LastStmt::Return(returned)) => {
                for value in returned.returns() {
                    self.eval(value);
                }
                Flow::Return
            }
            Some(_) => Flow::Return,
        };
        if self.shared.uncertain.is_empty() {
            return flow;
        }
        self.shared.lossy("it is not known how far a block runs");
        self.shared.may_have_returned |= matches!(flow, Flow::Return);
        Flow::Normal
    }

    fn statement(&mut self, statement: &Stmt) -> Flow {
        match statement {
            Stmt::Assignment(assignment) => self.assignment(assignment),
            Stmt::LocalAssignment(assignment) => {
                let names = assignment.names().iter();
                let values = self.values(assignment.expressions().iter(), assignment.names().len());
                for (name, node) in names.zip(values) {
                    self.declare(name, node);
                }
            }
            Stmt::LocalFunction(function) => {
                let node = Node::new(Value::Function, self.span(function.as_ref()));
                self.declare(function.name(), node);
            }
            Stmt::FunctionDeclaration(function) => {
                let span = self.span(function.as_ref());
                let names = function.name().names();
                if names.len() == 1
                    && function.name().method_name().is_none()
                    && let Some(name) = names.first()
                {
                    self.assign_name(name.value(), Node::new(Value::Function, span), Some(span));
                }
            }
            Stmt::FunctionCall(call) => {
                self.call(call, true);
            }
            Stmt::Do(block) => return self.block(block.block()),
            Stmt::If(branches) => return self.branches(branches),
            Stmt::NumericFor(numeric) => return self.numeric_for(numeric),
            Stmt::GenericFor(generic) => return self.generic_for(generic),
            Stmt::While(looped) => return self.while_loop(looped),
            Stmt::Repeat(looped) => return self.repeat_loop(looped),
            Stmt::Goto(_) => self.shared.lossy("a `goto` is not followed"),
            _ => {}
        }
        Flow::Normal
    }

    /// Runs something of which it is not known whether Prosody runs it.
    fn perhaps(&mut self, reason: &str, run: impl FnOnce(&mut Self) -> Flow) {
        let section = self.current;
        self.shared.uncertain.push(reason.to_owned());
        run(self);
        self.shared.uncertain.pop();
        if self.current != section {
            self.shared.lossy(format!("a section is opened where {reason}"));
            (self.current, self.astray) = (None, true);
        }
    }

    fn branches(&mut self, branches: &ast::If) -> Flow {
        let first = std::iter::once((branches.condition(), branches.block()));
        let others = branches.else_if().into_iter().flatten();
        let mut reason: Option<String> = None;
        for (condition, block) in first.chain(others.map(|other| (other.condition(), other.block()))) {
            // Behind a condition that is not known, it is not certain that the next one is looked at.
            let depth = self.shared.uncertain.len();
            self.shared.uncertain.extend(reason.clone());
            let condition = self.eval(condition);
            self.shared.uncertain.truncate(depth);
            let truth = self.truth(&condition);
            if let (None, Value::Unknown(why)) = (truth, &condition.value) {
                reason.get_or_insert_with(|| why.to_string());
            }
            match (truth, &reason) {
                (Some(false), _) => {}
                (Some(true), None) => return self.block(block),
                (_, why) => {
                    let why = why.clone().unwrap_or_default();
                    self.perhaps(&why, |this| this.block(block));
                    if truth == Some(true) {
                        return Flow::Normal;
                    }
                }
            }
        }
        match (branches.else_block(), reason) {
            (Some(block), None) => return self.block(block),
            (Some(block), Some(why)) => self.perhaps(&why, |this| this.block(block)),
            (None, _) => {}
        }
        Flow::Normal
    }

    fn while_loop(&mut self, looped: &ast::While) -> Flow {
        for _ in 0..MAX_ROUNDS {
            let condition = self.eval(looped.condition());
            match self.truth(&condition) {
                Some(false) => return Flow::Normal,
                Some(true) if self.shared.step(1) => match self.block(looped.block()) {
                    Flow::Normal => {}
                    Flow::Break => return Flow::Normal,
                    Flow::Return => return Flow::Return,
                },
                _ => break,
            }
        }
        // Twice: what the first round leaves unknown, the second sees.
        for _ in 0..2 {
            self.perhaps(HOW_OFTEN, |this| this.block(looped.block()));
        }
        Flow::Normal
    }

    fn repeat_loop(&mut self, looped: &ast::Repeat) -> Flow {
        for _ in 0..MAX_ROUNDS {
            if !self.shared.step(1) {
                return Flow::Return;
            }
            // The condition sees the variables of the block.
            self.scopes.push(Scope { locals: Vec::new(), certainty: self.shared.uncertain.len() });
            let flow = self.statements(looped.block());
            let condition = match flow {
                Flow::Normal => self.eval(looped.until()),
                _ => Node::new(Value::Bool(true), Span::start_of(self.file)),
            };
            self.scopes.pop();
            match (flow, self.truth(&condition)) {
                (Flow::Return, _) => return Flow::Return,
                (Flow::Break, _) | (_, Some(true)) => return Flow::Normal,
                (_, Some(false)) => {}
                (_, None) => break,
            }
        }
        for _ in 0..2 {
            self.perhaps(HOW_OFTEN, |this| this.block(looped.block()));
        }
        Flow::Normal
    }

    fn numeric_for(&mut self, numeric: &ast::NumericFor) -> Flow {
        let start = self.eval(numeric.start()).value;
        let end = self.eval(numeric.end()).value;
        let step = numeric.step().map_or(Value::Int(1), |step| self.eval(step).value);
        let span = self.span(numeric.index_variable());
        if let (Value::Int(start), Value::Int(end), Value::Int(step)) = (start, end, step)
            && step != 0
            && end.saturating_sub(start).checked_div(step).is_some_and(|rounds| rounds < MAX_ROUNDS)
        {
            let mut at = start;
            while if step > 0 { at <= end } else { at >= end } {
                let node = Node::new(Value::Int(at), span);
                match self.round(&[numeric.index_variable()], vec![node], numeric.block()) {
                    Flow::Normal => {}
                    Flow::Break => break,
                    Flow::Return => return Flow::Return,
                }
                match at.checked_add(step) {
                    Some(next) => at = next,
                    None => break,
                }
            }
            return Flow::Normal;
        }
        let node = Node::unknown(HOW_OFTEN, span);
        self.perhaps(HOW_OFTEN, |this| this.round(&[numeric.index_variable()], vec![node], numeric.block()));
        Flow::Normal
    }

    fn generic_for(&mut self, generic: &ast::GenericFor) -> Flow {
        let names: Vec<&TokenReference> = generic.names().iter().collect();
        let pairs = match generic.expressions().iter().next() {
            Some(Expression::FunctionCall(call)) => self.pairs_of(call),
            Some(other) => {
                self.eval(other);
                None
            }
            None => None,
        };
        let Some(pairs) = pairs.filter(|pairs| pairs.len() as i64 <= MAX_ROUNDS) else {
            let nodes = names.iter().map(|name| Node::unknown(HOW_OFTEN, self.span(*name))).collect();
            self.perhaps(HOW_OFTEN, |this| this.round(&names, nodes, generic.block()));
            return Flow::Normal;
        };
        let known = |(_, value): &(Node, Node)| !matches!(value.value, Value::Unknown(_));
        let sure = pairs.iter().take_while(|pair| known(pair)).count();
        for (at, (key, value)) in pairs.into_iter().enumerate() {
            if at >= sure {
                // It may be nil, where the loop ends, or several values.
                self.perhaps(HOW_OFTEN, |this| this.round(&names, vec![key, value], generic.block()));
                continue;
            }
            match self.round(&names, vec![key, value], generic.block()) {
                Flow::Normal => {}
                Flow::Break => break,
                Flow::Return => return Flow::Return,
            }
        }
        Flow::Normal
    }

    fn round(&mut self, names: &[&TokenReference], nodes: Vec<Node>, block: &Block) -> Flow {
        if !self.shared.step(1) {
            return Flow::Return;
        }
        self.scopes.push(Scope { locals: Vec::new(), certainty: self.shared.uncertain.len() });
        for (name, node) in names.iter().zip(nodes) {
            self.declare(name, node);
        }
        let flow = self.block(block);
        self.scopes.pop();
        flow
    }

    /// Evaluates the right side of an assignment to `count` names.
    fn values<'a>(&mut self, expressions: impl Iterator<Item = &'a Expression>, count: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut open_end = false;
        for expression in expressions {
            open_end = matches!(expression, Expression::FunctionCall(_));
            let node = self.eval_value(expression, "leaves the option unset");
            nodes.push(node);
        }
        let span = nodes.last().map_or(Span::start_of(self.file), |node| node.span);
        let reason = "it is one of several results of a function";
        while nodes.len() < count {
            let missing = Node::new(Value::Null, span);
            nodes.push(if open_end { Node::unknown(reason, span) } else { missing });
        }
        nodes
    }

    fn assignment(&mut self, assignment: &ast::Assignment) {
        let variables = assignment.variables();
        let values = self.values(assignment.expressions().iter(), variables.len());
        let end = assignment.expressions().iter().last().map(|last| self.place(last));
        // Lua sets the last one first.
        let pairs: Vec<(&Var, Node)> = variables.iter().zip(values).collect();
        for (variable, node) in pairs.into_iter().rev() {
            match variable {
                Var::Name(name) => self.assign_name(name, node, end),
                Var::Expression(path) => self.assign_path(path, node),
                _ => {}
            }
        }
    }

    pub fn declare(&mut self, name: &TokenReference, node: Node) {
        let name = name.token().to_string();
        // A table that was made elsewhere is seen there too.
        let is_table = matches!(node.value, Value::List(_) | Value::Map(_) | Value::Table(_));
        let shared = is_table && !node.parts.is_empty();
        let Some(scope) = self.scopes.last_mut() else { return };
        if let Some(old) = scope.locals.iter_mut().find(|local| local.name == name) {
            *old = Local { name, node, shared };
        } else if scope.locals.len() < MAX_LOCALS {
            scope.locals.push(Local { name, node, shared });
        } else {
            self.shared.lossy("there are more local variables than Lua accepts");
        }
    }

    pub fn local(&self, name: &str) -> Option<&Local> {
        self.scopes.iter().rev().find_map(|scope| scope.locals.iter().rev().find(|local| local.name == name))
    }

    /// A local variable, and whether what happens now certainly happens to it.
    pub fn local_mut(&mut self, name: &str) -> Option<(&mut Local, Option<String>)> {
        let uncertain = &self.shared.uncertain;
        self.scopes.iter_mut().rev().find_map(|scope| {
            let reason = uncertain.get(scope.certainty..).and_then(|reasons| reasons.first()).cloned();
            let local = scope.locals.iter_mut().rev().find(|local| local.name == name)?;
            Some((local, reason))
        })
    }
}
