local t = { "a" }
x = t
t[2] = "b"
