config = { a: 1 };
