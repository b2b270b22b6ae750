Include "one.lua"
b = 2
