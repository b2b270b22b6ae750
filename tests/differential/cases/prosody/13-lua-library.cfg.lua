a = Lua.os.getenv("DOMAIN")
b = Lua.tostring(5) .. Lua.string.upper("x")
c = Lua.table.concat({ "a", "b" }, "-")
d = Lua.tonumber("0x10")
for key, value in Lua.pairs { k = "v" } do
    e = key .. value
end
