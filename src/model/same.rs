//! Values compared as programs compare them: where they are written does not matter.

use crate::fact::Verdict;
use crate::value::{Map, Node, Value};

/// Whether two values are the same. A part that is not known leaves the answer open.
pub fn same_value(one: &Node, other: &Node) -> Verdict {
    match (&one.value, &other.value) {
        (Value::Unknown(reason), _) => Verdict::CannotTell(reason.clone(), Some(one.span)),
        (_, Value::Unknown(reason)) => Verdict::CannotTell(reason.clone(), Some(other.span)),
        (Value::List(these), Value::List(those)) => {
            same_items(these.iter().zip(those), these.len() == those.len())
        }
        (Value::Table(these), Value::Table(those)) => {
            let keys =
                same_items(these.iter().zip(those).map(|(a, b)| (&a.0, &b.0)), these.len() == those.len());
            keys.and(same_items(these.iter().zip(those).map(|(a, b)| (&a.1, &b.1)), true))
        }
        (Value::Map(these), Value::Map(those)) => same_maps(these, those),
        (these, those) => Verdict::from_bool(these == those),
    }
}

fn same_items<'n>(pairs: impl Iterator<Item = (&'n Node, &'n Node)>, same_length: bool) -> Verdict {
    pairs.fold(Verdict::from_bool(same_length), |verdict, (one, other)| match verdict {
        Verdict::No => Verdict::No,
        verdict => verdict.and(same_value(one, other)),
    })
}

fn same_maps(these: &Map, those: &Map) -> Verdict {
    these.iter().fold(Verdict::from_bool(these.len() == those.len()), |verdict, entry| {
        match (verdict, those.get(&entry.key)) {
            (Verdict::No, _) | (_, None) => Verdict::No,
            (verdict, Some(other)) => verdict.and(same_value(&entry.node, other)),
        }
    })
}
