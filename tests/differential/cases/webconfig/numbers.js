var config = { a: 0x1F, b: 1e3, c: .5, d: 5., e: -1, f: 1_000, g: 0b101, h: 0o17, i: NaN, j: Infinity, k: -Infinity, l: 1e400 };
