VirtualHost "a.example.com" { a = 1; a = 2 }
VirtualHost "a.example.com" { a = 3 }
if false then b = 1 end
b = 2
