config = { a: f() };
var config;
function f() { return 1; }
