local f = Lua
a = 1
