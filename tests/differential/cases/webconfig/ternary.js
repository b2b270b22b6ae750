var s = '';
var config = { a: s ? 'x' : 'y', b: s || 'z', c: s && 1, d: null ?? 2, e: !s, f: !!'0' };
