var config = { hosts: { domain: 'd' } };
config.a = 1;
config['b'] = 2;
config.hosts.muc = 'conference.' + config.hosts.domain;
