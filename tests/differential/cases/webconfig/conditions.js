var config = {};
if ('') { config.a = 1; } else if ([].length) { config.a = 2; } else { config.a = 3; }
