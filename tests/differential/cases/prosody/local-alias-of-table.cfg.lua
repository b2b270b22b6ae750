local first = { "a" }
local second = first
second[#second + 1] = "b"
m = first
n = second
