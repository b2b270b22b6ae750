var config = { a: typeof nothing, b: typeof 'x', c: typeof null, d: typeof {}, e: typeof (() => 1) };
