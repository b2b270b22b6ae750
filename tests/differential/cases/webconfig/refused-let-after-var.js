var config = {};
let config = { a: 1 };
