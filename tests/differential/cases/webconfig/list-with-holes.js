var config = { l: [ 1, , 3 ] };
