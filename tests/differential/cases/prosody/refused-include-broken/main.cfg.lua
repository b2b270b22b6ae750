a = 1
Include "one.lua"
