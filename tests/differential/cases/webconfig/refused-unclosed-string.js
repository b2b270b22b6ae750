var config = { a: 1,
    b: 'x,
};
