var h = { domain: 'd' };
var config = { hosts: h, also: h };
h.domain = 'e';
