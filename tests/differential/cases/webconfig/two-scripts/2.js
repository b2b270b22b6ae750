config.b = x;
