var config = {};
(function () { 'use strict'; var x = 1; config.a = x; })();
(() => { config.b = 2; })();
!function () { config.c = 3; }();
