local domain = "x"
Include "one.lua"
