a, b = 1, "x"
c, d = 5
local x, y = "p", "q"
e, f = y, x
