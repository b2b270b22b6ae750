//! Operators on values.

use full_moon::ast::{BinOp, Expression, UnOp};

use super::expr::{MAX_PARTS, made_of};
use super::numbers;
use super::statements::Interpreter;
use crate::syntax::SyntaxError;
use crate::text::Span;
use crate::value::{Node, Reason, Value};

/// A text that is put together grows no further.
const MAX_TEXT: usize = 1 << 20;

impl Interpreter<'_, '_, '_> {
    /// Whether a condition holds; `None` if that cannot be known.
    pub fn truth(&self, node: &Node) -> Option<bool> {
        match node.value {
            Value::Null | Value::Bool(false) => Some(false),
            Value::Unknown(_) => None,
            _ => Some(true),
        }
    }

    pub fn unary(&mut self, operator: &UnOp, operand: Node, span: Span) -> Node {
        if let Value::Unknown(_) = operand.value {
            if !matches!(operator, UnOp::Not(_)) {
                self.shared.config.may_stop.get_or_insert(span);
            }
            return Node { span, ..operand };
        }
        let value = match (operator, &operand.value) {
            (UnOp::Not(_), _) => Value::Bool(self.truth(&operand) == Some(false)),
            (UnOp::Hash(_), Value::Str(text)) if text.contains(char::REPLACEMENT_CHARACTER) => {
                Value::Unknown(Reason::new("it is the length of a text with bytes that are no text"))
            }
            (UnOp::Hash(_), Value::Str(text)) => Value::Int(text.len() as i64),
            (UnOp::Hash(_), Value::List(items))
                if items.iter().any(|item| matches!(item.value, Value::Unknown(_))) =>
            {
                Value::Unknown(Reason::new("it is the length of a list with items that are not known"))
            }
            (UnOp::Hash(_), Value::List(items)) => Value::Int(items.len() as i64),
            (UnOp::Hash(_), Value::Map(_) | Value::Handle { .. }) => Value::Int(0),
            (UnOp::Hash(_), Value::Table(pairs)) => length(pairs).map_or_else(
                || Value::Unknown(Reason::new("it is the length of a table with holes")),
                Value::Int,
            ),
            (UnOp::Minus(_) | UnOp::Tilde(_), value) => match numbers::unary(operator, value) {
                Some(value) => value,
                None => return self.impossible(&operand, span),
            },
            _ => return self.impossible(&operand, span),
        };
        let mut operands: Vec<Node> = match &operand.value {
            // The length of a table depends on what is in it, wherever that is written.
            Value::List(items) => items.iter().map(only_place).collect(),
            Value::Table(pairs) => {
                pairs.iter().flat_map(|(key, value)| [only_place(key), only_place(value)]).collect()
            }
            _ => Vec::new(),
        };
        operands.push(only_place(&operand));
        made_of(value, span, &operands)
    }

    pub fn binary(&mut self, left: &Expression, operator: &BinOp, right: &Expression, span: Span) -> Node {
        match operator {
            BinOp::And(_) | BinOp::Or(_) => {
                let left = self.eval(left);
                let wanted = matches!(operator, BinOp::Or(_));
                match self.truth(&left) {
                    Some(truth) if truth == wanted => Node { span, ..super::expr::used_at(left, span) },
                    Some(_) => {
                        let right = self.eval_value(right, "leaves the option unset");
                        super::expr::used_at(right, span)
                    }
                    None => {
                        // The other side may still do something, such as being an error in itself.
                        let why = match &left.value {
                            Value::Unknown(reason) => reason.to_string(),
                            _ => String::new(),
                        };
                        self.shared.uncertain.push(why);
                        self.eval(right);
                        self.shared.uncertain.pop();
                        Node { span, parts: Vec::new(), ..left }
                    }
                }
            }
            _ => {
                let left = self.peek(left);
                let right = self.peek(right);
                self.combine(left, operator, right, span)
            }
        }
    }

    fn combine(&mut self, left: Node, operator: &BinOp, right: Node, span: Span) -> Node {
        for side in [&left, &right] {
            if let Value::Unknown(reason) = &side.value {
                if !matches!(operator, BinOp::TwoEqual(_) | BinOp::TildeEqual(_)) {
                    // What is not known may be nil.
                    self.shared.config.may_stop.get_or_insert(span);
                }
                return Node::new(Value::Unknown(reason.clone()), span);
            }
        }
        let value = match operator {
            BinOp::TwoDots(_) => {
                let (Some(head), Some(tail)) = (numbers::shown(&left.value), numbers::shown(&right.value))
                else {
                    let culprit = if numbers::shown(&left.value).is_none() { left } else { right };
                    return self.impossible(&culprit, span);
                };
                let length = head.len() + tail.len();
                if !self.shared.step(1 + length / 64) || length > MAX_TEXT {
                    return Node::unknown("it is a text too long to be followed", span);
                }
                let parts = [left, right].iter().flat_map(Node::origins).take(MAX_PARTS).collect();
                return Node { value: Value::Str(head + &tail), span, parts };
            }
            BinOp::TwoEqual(_) => equal(&left.value, &right.value),
            BinOp::TildeEqual(_) => match equal(&left.value, &right.value) {
                Value::Bool(equal) => Value::Bool(!equal),
                unknown => unknown,
            },
            BinOp::LessThan(_)
            | BinOp::LessThanEqual(_)
            | BinOp::GreaterThan(_)
            | BinOp::GreaterThanEqual(_) => match numbers::compare(&left.value, operator, &right.value) {
                Some(holds) => Value::Bool(holds),
                None => return self.impossible(&right, span),
            },
            _ => {
                for side in [&left, &right] {
                    if matches!((&side.value, operator), (Value::Null, BinOp::DoubleSlash(_))) {
                        let cause = "`//` divides; it does not start a comment in Lua";
                        let error = SyntaxError::new(self.span(operator.token()), cause);
                        self.shared.refuse(error.fix("write `--` instead of `//`"));
                        return Node { span, ..left.clone() };
                    }
                }
                match numbers::arithmetic(&left.value, operator, &right.value) {
                    Some(value) => value,
                    None if numbers::of(&left.value).and(numbers::of(&right.value)).is_some() => {
                        let cause = match operator {
                            BinOp::DoubleSlash(_) | BinOp::Percent(_) => {
                                "Prosody stops here: a whole number cannot be divided by zero"
                            }
                            _ => "Prosody stops here: only whole numbers can be combined bit by bit",
                        };
                        self.shared.refuse(SyntaxError::new(right.span, cause));
                        return Node::unknown("Prosody stops while it reads the value", span);
                    }
                    None => {
                        let culprit = if numbers::of(&left.value).is_none() { &left } else { &right };
                        return self.impossible(culprit, span);
                    }
                }
            }
        };
        made_of(value, span, &[left, right])
    }

    /// Prosody stops at an operator that has no meaning for its operand.
    fn impossible(&mut self, operand: &Node, span: Span) -> Node {
        let text = self.shared.loader.sources().slice(operand.span).to_owned();
        let is_name = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let error = match operand.value {
            Value::Null if is_name && self.local(&text).is_none() => SyntaxError::new(
                operand.span,
                format!(
                    "`{text}` has no quotes, so Prosody reads it as a name that does not exist and stops"
                ),
            )
            .fix(format!("write \"{text}\"")),
            _ => {
                let kind = operand.value.kind();
                SyntaxError::new(
                    operand.span,
                    format!("Prosody stops here: this is {kind}, with which it cannot do that"),
                )
            }
        };
        self.shared.refuse(error);
        Node::unknown("Prosody stops while it reads the value", span)
    }
}

/// Where a value comes from, without the value.
fn only_place(node: &Node) -> Node {
    Node { value: Value::Null, span: node.span, parts: node.parts.clone() }
}

/// The length of a table whose whole keys are 1 to n; what Lua says of others depends on how they were made.
pub fn length(pairs: &[(Node, Node)]) -> Option<i64> {
    let whole = pairs.iter().filter_map(|(key, _)| match key.value {
        Value::Int(at) if at > 0 => Some(at),
        _ => None,
    });
    let unknown = pairs.iter().any(|(key, _)| matches!(key.value, Value::Unknown(_)));
    let (count, greatest) = whole.fold((0, 0), |(count, greatest), at| (count + 1, at.max(greatest)));
    (count == greatest && !unknown).then_some(count)
}

fn equal(left: &Value, right: &Value) -> Value {
    Value::Bool(match (left, right) {
        (Value::Int(whole), Value::Float(number)) | (Value::Float(number), Value::Int(whole)) => {
            *whole as f64 == *number
        }
        (
            Value::Map(_) | Value::List(_) | Value::Table(_) | Value::Handle { .. },
            Value::Map(_) | Value::List(_) | Value::Table(_) | Value::Handle { .. },
        )
        | (Value::Function, Value::Function) => {
            return Value::Unknown(Reason::new("two tables or functions are compared"));
        }
        _ => left == right,
    })
}
