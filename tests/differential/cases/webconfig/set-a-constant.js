const config = { a: 1 };
config.b = 2;
config = {};
config.c = 3;
