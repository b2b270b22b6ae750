//! Files made to exhaust time, memory or stack, small. `cargo bench --bench hostile` measures them in full size.

#[path = "../common/mod.rs"]
mod common;
mod patterns;

use patterns::{cases, installation};

/// Large enough that work which grows with the square of it takes minutes without optimisation.
const SMALL: usize = 100_000;

#[test]
fn hostile_files_are_survived() {
    for (name, path, make) in cases() {
        let tree = installation(path, make(SMALL));
        let deployment = common::deployment(&tree);
        common::check(&deployment);
        let record = deployment.files.iter().find(|record| record.path == path);
        assert!(record.is_some(), "{name}: the ledger does not name it");
    }
}
