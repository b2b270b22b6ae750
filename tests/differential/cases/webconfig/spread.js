var base = { a: 1, b: 2 };
var config = { ...base, b: 3, list: [ ...[ 1, 2 ], 3 ] };
