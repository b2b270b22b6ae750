config.b = 2;
missing();
config.c = 3;
