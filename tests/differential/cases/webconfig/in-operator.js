var config = { a: 1 };
if ('a' in config) { config.b = 1; }
if (!('z' in config)) { config.c = 1; }
