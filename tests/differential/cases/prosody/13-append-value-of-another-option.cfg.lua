first = { "a" }
second = { "b" }
second:append(first:value())
third = first:value()
third:append { "c" }
