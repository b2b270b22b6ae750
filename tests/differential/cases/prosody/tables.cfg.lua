list = { "a"; "b", "c"; }
map = { key = "/k", ["two words"] = 2, ["end"] = true }
mixed = { "a", key = 1, [7] = "seven", [true] = "yes", [1.5] = "half" }
empty = {}
nested = { { { } }, { a = { b = { c = 1 } } } }
