let config = { a: 1 };
