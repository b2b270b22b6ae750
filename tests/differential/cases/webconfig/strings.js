var config = { a: 'it\'s', b: "x\u0041\x41\u{1F600}", c: 'line \
continued', d: `template`, e: '\0\b\t\v\f', f: 'ä😀' };
