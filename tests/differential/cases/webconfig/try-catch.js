var config = {};
try { config.x.y = 1; config.a = 1; } catch (e) { config.b = 2; } finally { config.c = 3; }
