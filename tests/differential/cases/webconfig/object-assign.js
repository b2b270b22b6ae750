var config = { a: 1 };
Object.assign(config, { b: 2 }, { a: 3 });
