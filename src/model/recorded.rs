//! What was learnt outside of the configuration: from the machine, the network and the logs.
//!
//! It is text like everything else, a JSON document made at the edge of the program, so that a bundle can carry it, a
//! page can show it and a finding can point into it. `{"$unknown": "reason"}` stands where something could not be learnt;
//! what is left out is not there.

use crate::fact::{Absent, Fact, Origin};
use crate::load::{Evidence, Loader, MemoryTree};
use crate::syntax::hocon;
use crate::text::{FileId, Span};
use crate::value::{Map, Node, Reason, Value};

use super::Deployment;

/// One document of recorded facts.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    root: Map,
    file: Option<FileId>,
    lossy: Option<Reason>,
}

impl Recorded {
    pub(super) fn load(evidence: Evidence, loader: &mut Loader<'_>) -> Self {
        let document = hocon::load(evidence.path(), evidence.role(), loader, &hocon::Options::default());
        let record = loader.records().iter().rfind(|record| record.role == evidence.role());
        let file = record.and_then(|record| record.file);
        match document {
            Some(document) => Recorded { root: document.root, file, lossy: document.lossy },
            None => Recorded::default(),
        }
    }

    /// Whether there is such a document at all.
    pub fn is_there(&self) -> bool {
        self.file.is_some()
    }

    /// The value at a path of keys. A key that is not there is absent, in the object that would have it.
    pub fn get(&self, path: &[&str]) -> Fact<&Node> {
        let mut map = &self.root;
        let mut place = self.file.map(Span::start_of);
        let mut found = None;
        for (at, key) in path.iter().enumerate() {
            let Some(node) = map.get(key) else { return self.absent(place) };
            match fact_of(node) {
                Fact::Known(node, _) => found = Some(node),
                other => return other,
            }
            place = Some(node.span);
            match &node.value {
                Value::Map(inner) => map = inner,
                _ if at + 1 == path.len() => {}
                _ => return Fact::Unknown(Reason::new(MALFORMED), Origin::at(node.span)),
            }
        }
        found.map_or(self.absent(place), |node| Fact::Known(node, Origin::at(node.span)))
    }

    fn absent(&self, place: Option<Span>) -> Fact<&Node> {
        match (&self.lossy, place) {
            (Some(reason), Some(place)) => Fact::Unknown(reason.clone(), Origin::at(place)),
            _ => Fact::Absent(Absent { place, default: None }),
        }
    }

    /// The text at a path.
    pub fn text(&self, path: &[&str]) -> Fact<&str> {
        typed(self.get(path), Node::as_str)
    }

    /// The whole number at a path: bytes, seconds since 1970, ports.
    pub fn number(&self, path: &[&str]) -> Fact<i64> {
        typed(self.get(path), as_number)
    }

    /// The answer at a path.
    pub fn flag(&self, path: &[&str]) -> Fact<bool> {
        typed(self.get(path), as_flag)
    }

    /// The list at a path.
    pub fn list(&self, path: &[&str]) -> Fact<&[Node]> {
        typed(self.get(path), Node::as_list)
    }

    /// The object at a path.
    pub fn map(&self, path: &[&str]) -> Fact<&Map> {
        typed(self.get(path), Node::as_map)
    }
}

/// Fits after "because".
const MALFORMED: &str = "the recorded facts hold something of another kind here";

/// A value of a document, as a fact: `null` is absent, `{"$unknown": "reason"}` is not known.
pub fn fact_of(node: &Node) -> Fact<&Node> {
    let origin = Origin::at(node.span);
    match &node.value {
        Value::Null => Fact::absent(Some(node.span)),
        Value::Unknown(reason) => Fact::Unknown(reason.clone(), origin),
        Value::Map(map) => match map.get("$unknown") {
            Some(reason) => Fact::Unknown(Reason::new(reason.as_str().unwrap_or(MALFORMED)), origin),
            None => Fact::Known(node, origin),
        },
        _ => Fact::Known(node, origin),
    }
}

/// The value of a key in an object of a document.
pub fn field<'n, T>(node: &'n Node, key: &str, of: impl FnOnce(&'n Node) -> Option<T>) -> Fact<T> {
    match node.as_map().and_then(|map| map.get(key)) {
        Some(value) => typed(fact_of(value), of),
        None => Fact::absent(Some(node.span)),
    }
}

fn typed<'n, T>(fact: Fact<&'n Node>, of: impl FnOnce(&'n Node) -> Option<T>) -> Fact<T> {
    match fact {
        Fact::Known(node, origin) => match of(node) {
            Some(value) => Fact::Known(value, origin),
            None => Fact::Unknown(Reason::new(MALFORMED), origin),
        },
        Fact::Unknown(reason, origin) => Fact::Unknown(reason, origin),
        Fact::Absent(absent) => Fact::Absent(absent),
    }
}

/// A whole number.
pub fn as_number(node: &Node) -> Option<i64> {
    match node.value {
        Value::Int(number) => Some(number),
        _ => None,
    }
}

/// `true` or `false`.
pub fn as_flag(node: &Node) -> Option<bool> {
    match node.value {
        Value::Bool(flag) => Some(flag),
        _ => None,
    }
}

impl Deployment {
    /// Adds what was learnt just now. It is no file of the tree, so the ledger does not name it.
    pub fn learn(&mut self, evidence: Evidence, document: &str) {
        let mut tree = MemoryTree::new();
        tree.file(evidence.path(), document);
        let mut loader = Loader::resume(&tree, std::mem::take(&mut self.sources), Vec::new());
        let recorded = Recorded::load(evidence, &mut loader);
        self.sources = loader.finish().0;
        *self.evidence_mut(evidence) = recorded;
    }

    /// What was learnt.
    pub fn evidence(&self, evidence: Evidence) -> &Recorded {
        match evidence {
            Evidence::Host => &self.host,
            Evidence::Network => &self.network,
            Evidence::Logs => &self.logs,
        }
    }

    fn evidence_mut(&mut self, evidence: Evidence) -> &mut Recorded {
        match evidence {
            Evidence::Host => &mut self.host,
            Evidence::Network => &mut self.network,
            Evidence::Logs => &mut self.logs,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(document: &str) -> Deployment {
        let mut deployment = Deployment::default();
        deployment.learn(Evidence::Host, document);
        deployment
    }

    #[test]
    fn facts_of_three_values() {
        let deployment = host(
            r#"{"memory": {"total": 2048}, "time": {"$unknown": "nobody tells"}, "flag": true, "files": {"/a.b": {"mode": "0640"}}, "gone": null}"#,
        );
        let host = &deployment.host;
        assert!(host.is_there() && deployment.files.is_empty());
        assert!(matches!(host.number(&["memory", "total"]), Fact::Known(2048, _)));
        assert!(matches!(host.text(&["files", "/a.b", "mode"]), Fact::Known("0640", _)));
        assert!(matches!(host.flag(&["flag"]), Fact::Known(true, _)));
        assert!(matches!(host.flag(&["memory"]), Fact::Unknown(..)));
        assert!(matches!(host.flag(&["flag", "more"]), Fact::Unknown(..)));
        assert!(
            matches!(host.flag(&["time", "synchronised"]), Fact::Unknown(reason, _) if reason.as_str() == "nobody tells")
        );
        assert!(matches!(host.get(&["memory", "free"]), Fact::Absent(_)));
        assert!(matches!(host.get(&["gone"]), Fact::Absent(_)));
        assert!(!Deployment::default().host.is_there());
    }

    #[test]
    fn what_is_missing_in_a_broken_document_is_unknown() {
        let deployment = host(r#"{"memory": {"total": 2048} "#);
        assert!(matches!(deployment.host.get(&["units"]), Fact::Unknown(..)));
    }
}
