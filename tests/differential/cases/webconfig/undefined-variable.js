var config = { a: 1 };
config.b = missing;
config.c = 1;
