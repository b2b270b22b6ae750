config.b = 2;
