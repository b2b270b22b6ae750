var config = {};
config.a: 1;
