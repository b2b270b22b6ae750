let config = { a: 1 };
var interfaceConfig = { seen: window.config, own: typeof window.interfaceConfig };
