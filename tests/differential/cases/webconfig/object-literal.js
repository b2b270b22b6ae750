var config = { a: 1, 'b-c': 'x', "d": true, 3: null, e: undefined, f: [ 1, 'x', { g: 2 }, ], };
