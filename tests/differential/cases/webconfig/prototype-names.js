var config = { toString: 1, constructor: 'x', hasOwnProperty: null };
