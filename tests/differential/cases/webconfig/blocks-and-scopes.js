var x = 1; { let x = 2; var y = x; }
var config = { x, y };
