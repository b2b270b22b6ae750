var config = { hosts: [ 'a\
b' false ] };
