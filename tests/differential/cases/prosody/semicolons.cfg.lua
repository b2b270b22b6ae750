a = 1;;b = 2;
;c = 3
if a then; d = 1; end;
do; e = 1; end
function f() ; end
VirtualHost "a.example.com";
