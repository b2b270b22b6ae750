//! The fence around parsers that we did not write.
//!
//! full_moon panics on some texts and both it and swc overflow the stack on deep nesting, which
//! no `catch_unwind` stops. So texts are scanned for depth before, and parsed on a thread with a large stack.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Lua itself refuses more than 200 levels, and nothing that people write comes near.
pub const MAX_DEPTH: usize = 200;

/// Stack for a parse; the deepest text that passes [`MAX_DEPTH`] needs about 10 MB in a debug build.
const STACK: usize = 64 << 20;

/// Runs a parse (and everything that walks or drops its tree) on a big stack and catches its panics.
///
/// `None` when the work panicked or no thread could be started.
pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let handle = thread::Builder::new()
            .name("parse".into())
            .stack_size(STACK)
            .spawn_scoped(scope, || catch_unwind(AssertUnwindSafe(work)).ok())
            .ok()?;
        handle.join().ok().flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught() {
        assert_eq!(run(|| 1), Some(1));
        assert_eq!(run(|| -> i32 { panic!("as a parser might") }), None);
    }
}
