<!-- an old kind of comment
var config = { a: 1 };
--> and its end
