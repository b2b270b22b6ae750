'use strict';
var interfaceConfig = {};
config = { a: 1 };
