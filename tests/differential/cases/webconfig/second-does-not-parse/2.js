config.b = 2;
config.c = = 3;
