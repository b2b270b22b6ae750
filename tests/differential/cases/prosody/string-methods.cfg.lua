local d = "Meet.Example.COM"
a = d:lower() b = ("x"):upper() c = ("ab"):rep(2) e = #d f = string.lower(d)
g = table.concat({ "a", "b", 3 }, ".")
