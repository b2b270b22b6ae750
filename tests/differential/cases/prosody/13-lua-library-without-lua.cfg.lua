a = os.getenv("DOMAIN")
b = tostring(5)
    .. string.lower("X")
for _, value in ipairs { "x" } do
    c = value
end
local t = { }
table.insert(t, "a")
d = t
e = math
