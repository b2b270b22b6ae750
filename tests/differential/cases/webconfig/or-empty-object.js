var config = {};
config.hosts = config.hosts || {};
config.hosts.domain = 'd';
config.p2p ||= { enabled: false };
config.x ??= 1;
config.x &&= 2;
