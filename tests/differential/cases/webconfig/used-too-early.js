var interfaceConfig = { a: 1 };
var x = config;
const config = { a: 1 };
