a = { "x" }
a:append { "y", nil, "z" }
b = { "x" }
b:append { nil, "z" }
