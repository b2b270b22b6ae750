var config = { a: 1 };
config.b = 2;
config.p2p.enabled = true;
config.c = 3;
