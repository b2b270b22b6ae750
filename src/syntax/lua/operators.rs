//! Operators on values.

use full_moon::ast::{BinOp, Expression, UnOp};

use super::expr::MAX_PARTS;
use super::statements::Interpreter;
use super::strings::{self, Number};
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
            return Node { span, ..operand };
        }
        let value = match (operator, &operand.value) {
            (UnOp::Not(_), _) => Value::Bool(self.truth(&operand) == Some(false)),
            (UnOp::Minus(_), Value::Int(number)) => Value::Int(number.wrapping_neg()),
            (UnOp::Minus(_), Value::Float(number)) => Value::Float(-number),
            (UnOp::Hash(_), Value::Str(text)) => Value::Int(text.len() as i64),
            (UnOp::Hash(_), Value::List(items)) => Value::Int(items.len() as i64),
            (UnOp::Hash(_), Value::Map(_)) => Value::Int(0),
            (UnOp::Minus(_) | UnOp::Hash(_), Value::Null | Value::Bool(_)) => {
                return self.impossible(&operand, span);
            }
            _ => Value::Unknown(Reason::new("it is the result of an operator")),
        };
        Node::new(value, span)
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
                        self.shared.uncertain.push(String::new());
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
                return Node::new(Value::Unknown(reason.clone()), span);
            }
        }
        let value = match operator {
            BinOp::TwoDots(_) => {
                let (Some(head), Some(tail)) = (shown(&left.value), shown(&right.value)) else {
                    let culprit = if shown(&left.value).is_none() { left } else { right };
                    return self.impossible(&culprit, span);
                };
                let length = head.len() + tail.len();
                if !self.shared.step(1 + length / 64) || length > MAX_TEXT {
                    return Node::unknown("it is a text too long to be followed", span);
                }
                let mut parts: Vec<Span> = Vec::new();
                for side in [left, right] {
                    parts.extend(if side.parts.is_empty() { vec![side.span] } else { side.parts });
                }
                parts.truncate(MAX_PARTS);
                return Node { value: Value::Str(head + &tail), span, parts };
            }
            BinOp::TwoEqual(_) => equal(&left.value, &right.value),
            BinOp::TildeEqual(_) => match equal(&left.value, &right.value) {
                Value::Bool(equal) => Value::Bool(!equal),
                unknown => unknown,
            },
            BinOp::LessThan(_) => less(&left.value, &right.value, false),
            BinOp::LessThanEqual(_) => less(&left.value, &right.value, true),
            BinOp::GreaterThan(_) => less(&right.value, &left.value, false),
            BinOp::GreaterThanEqual(_) => less(&right.value, &left.value, true),
            _ => {
                for side in [&left, &right] {
                    if matches!((&side.value, operator), (Value::Null, BinOp::DoubleSlash(_))) {
                        let cause = "`//` divides; it does not start a comment in Lua";
                        let error = SyntaxError::new(self.span(operator.token()), cause);
                        self.shared.refuse(error.fix("write `--` instead of `//`"));
                        return Node { span, ..left.clone() };
                    }
                    if matches!(side.value, Value::Null | Value::Bool(_)) {
                        let side = side.clone();
                        return self.impossible(&side, span);
                    }
                }
                arithmetic(&left.value, operator, &right.value)
            }
        };
        Node::new(value, span)
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
                    format!(
                        "Prosody stops here: this is {kind}, with which it cannot calculate or join texts"
                    ),
                )
            }
        };
        self.shared.refuse(error);
        Node::unknown("Prosody stops while it reads the value", span)
    }
}

/// The text that joining makes of a value.
fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(format!("{number:.1}")),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Int(number) => Some(Number::Int(*number)),
        Value::Float(number) => Some(Number::Float(*number)),
        Value::Str(text) => strings::number(text),
        _ => None,
    }
}

fn float(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::Float(number) => number,
    }
}

fn equal(left: &Value, right: &Value) -> Value {
    Value::Bool(match (left, right) {
        (Value::Int(whole), Value::Float(number)) | (Value::Float(number), Value::Int(whole)) => {
            *whole as f64 == *number
        }
        (
            Value::Map(_) | Value::List(_) | Value::Table(_),
            Value::Map(_) | Value::List(_) | Value::Table(_),
        )
        | (Value::Function, Value::Function) => {
            return Value::Unknown(Reason::new("two tables or functions are compared"));
        }
        _ => left == right,
    })
}

fn less(left: &Value, right: &Value, or_equal: bool) -> Value {
    let order = match (left, right) {
        (Value::Str(left), Value::Str(right)) => Some(left.cmp(right)),
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            number(left).zip(number(right)).and_then(|(left, right)| float(left).partial_cmp(&float(right)))
        }
        _ => None,
    };
    match order {
        Some(order) => Value::Bool(order.is_lt() || (or_equal && order.is_eq())),
        None => Value::Unknown(Reason::new("values that cannot be compared are compared")),
    }
}

fn arithmetic(left: &Value, operator: &BinOp, right: &Value) -> Value {
    let unknown = || Value::Unknown(Reason::new("it is the result of an operator"));
    let (Some(left), Some(right)) = (number(left), number(right)) else { return unknown() };
    if let (Number::Int(left), Number::Int(right)) = (left, right) {
        match operator {
            BinOp::Plus(_) => return Value::Int(left.wrapping_add(right)),
            BinOp::Minus(_) => return Value::Int(left.wrapping_sub(right)),
            BinOp::Star(_) => return Value::Int(left.wrapping_mul(right)),
            // Lua rounds down, Rust towards zero: follow only what both agree on.
            BinOp::DoubleSlash(_) if left >= 0 && right > 0 => return Value::Int(left / right),
            BinOp::Percent(_) if left >= 0 && right > 0 => return Value::Int(left % right),
            _ => {}
        }
    }
    let (left, right) = (float(left), float(right));
    match operator {
        BinOp::Plus(_) => Value::Float(left + right),
        BinOp::Minus(_) => Value::Float(left - right),
        BinOp::Star(_) => Value::Float(left * right),
        BinOp::Slash(_) => Value::Float(left / right),
        BinOp::Caret(_) => Value::Float(left.powf(right)),
        _ => unknown(),
    }
}
