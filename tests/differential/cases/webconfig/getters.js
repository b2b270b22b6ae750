var config = { get a() { return 1; }, b: 2 };
