a = Lua and 1
b = os.getenv("DOMAIN")
