var other = 1;
let config = { b: 2 };
