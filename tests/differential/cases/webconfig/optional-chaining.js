var config = { hosts: { domain: 'd' } };
config.a = config.p2p?.enabled;
config.b = config.hosts?.domain;
config.c = config.f?.();
