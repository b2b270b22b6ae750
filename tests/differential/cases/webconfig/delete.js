var config = { a: 1, b: { c: 1, d: 2 } };
delete config.a;
delete config.b['c'];
delete config.nothing;
