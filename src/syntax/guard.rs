//! The fence around parsers that we did not write.
//!
//! full_moon panics on some texts and both it and swc overflow the stack on deep nesting, which
//! no `catch_unwind` stops. So texts are scanned for depth before, and parsed on a thread with a large stack.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

/// Lua itself refuses more than 200 levels, and nothing that people write comes near.
pub const MAX_DEPTH: usize = 200;

/// Stack for one parse; the deepest text that passes [`MAX_DEPTH`] needs about 10 MB in a debug build.
const PARSE: usize = 16 << 20;
/// Parses that one thread has room for: a file includes others while its own tree is walked.
const PARSES: usize = 4;

thread_local! {
    /// How many more parses, one inside of the other, fit on the stack of this thread.
    static ROOM: Cell<usize> = const { Cell::new(0) };
}

/// Runs a parse (and everything that walks or drops its tree) on a big stack and catches its panics.
///
/// `None` when the work panicked or no thread could be started.
pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    let Some(left) = ROOM.get().checked_sub(1) else {
        return on_big_stack(|| run(work))?.ok().flatten();
    };
    ROOM.set(left);
    let result = catch_unwind(AssertUnwindSafe(work)).ok();
    ROOM.set(left + 1);
    result
}

/// Runs the whole program on a big stack, so that not every file needs a thread of its own,
/// which takes as long as a small file itself.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send + Copy) -> T {
    match on_big_stack(work) {
        Some(result) => result.unwrap_or_else(|panic| resume_unwind(panic)),
        None => work(),
    }
}

/// `None` when no thread could be started.
fn on_big_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<thread::Result<T>> {
    thread::scope(|scope| {
        let work = || {
            ROOM.set(PARSES);
            work()
        };
        let builder = thread::Builder::new().name("parse".into()).stack_size(PARSES * PARSE);
        Some(builder.spawn_scoped(scope, work).ok()?.join())
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

    #[test]
    fn many_inside_of_each_other_get_more_threads() {
        fn nested(levels: usize) -> usize {
            let here = [levels; 1 << 16];
            if levels == 0 { here.len() } else { run(|| nested(levels - 1)).unwrap_or(0) }
        }
        assert_eq!(with_room(|| nested(200)), 1 << 16);
        assert_eq!(nested(200), 1 << 16);
    }

    #[test]
    fn a_panic_leaves_the_room_as_it_was() {
        with_room(|| {
            for _ in 0..2 * PARSES {
                assert_eq!(run(|| -> i32 { panic!("as a parser might") }), None);
                assert_eq!(ROOM.get(), PARSES);
            }
        });
    }
}
