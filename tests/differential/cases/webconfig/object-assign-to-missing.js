var config = { a: 1 };
Object.assign(config.hosts, { b: 2 });
config.b = 1;
