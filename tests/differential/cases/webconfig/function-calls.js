function host(x) { return 'muc.' + x; }
var config = { m: host('d'), n: (x => x * 2)(4) };
