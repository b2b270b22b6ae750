var config = { a: 1 };
var x = 5;
