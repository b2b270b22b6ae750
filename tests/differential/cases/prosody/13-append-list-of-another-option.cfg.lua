first = { "a" }
second = { "b" }
second:append(first)
