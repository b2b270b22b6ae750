var config = { a: 'A'.toLowerCase(), b: ' x '.trim(), c: 'abc'.startsWith('a'), d: 'abc'.length, e: 'a'.concat('b', 1) };
