var d = 'd';
var config = { a: 'x' + d, b: 1 + 2, c: 1 + '2', d: 'a' + null, e: '' + 1e21, f: 0.1 + 0.2 };
