var interfaceConfig = { b: config.a };
