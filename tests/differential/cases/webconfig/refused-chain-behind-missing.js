var config = { a: {} };
config.b = config?.x?.y.z;
config.c = config.q?.().r;
config.d = config?.a.e.f;
config.e = 1;
