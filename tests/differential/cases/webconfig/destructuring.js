var { a, b: c = 2, ...rest } = { a: 1 };
var [ d, , e ] = [ 3, 4, 5 ];
var config = { a, c, d, e };
