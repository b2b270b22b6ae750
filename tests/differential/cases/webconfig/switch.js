var config = {};
switch ('b') {
case 'a': config.a = 1;
case 'b': config.b = 1;
case 'c': config.c = 1; break;
default: config.d = 1;
}
switch (5) { default: config.e = 1; }
