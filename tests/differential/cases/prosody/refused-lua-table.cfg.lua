a = 1
b = Lua.os.getenv("HOME")
