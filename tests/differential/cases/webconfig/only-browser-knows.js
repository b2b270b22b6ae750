var config = { a: 1 };
if (location.hash) { config.a = 2; }
config.host = location.hostname;
