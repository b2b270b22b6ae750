var config = { l: [ 1 ], toolbarButtons: [ 'camera' ] };
config.l.push(2, 3);
config.toolbarButtons.unshift('chat');
config.n = config.l.length;
config.j = config.l.join('-') + [ 1, null, undefined ].join();
config.m = config.l.concat([ 4 ], 5);
