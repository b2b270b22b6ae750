a = 1
Lua.error("stop here")
