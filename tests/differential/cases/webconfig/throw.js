var config = { a: 1 };
throw new Error('x');
config.b = 1;
