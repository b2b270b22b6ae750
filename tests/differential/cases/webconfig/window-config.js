window.config = { a: 1 };
config.b = window.config.a;
