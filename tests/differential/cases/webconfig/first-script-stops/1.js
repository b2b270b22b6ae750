var config = { a: 1 };
config.p.q = 1;
config.lost = 1;
