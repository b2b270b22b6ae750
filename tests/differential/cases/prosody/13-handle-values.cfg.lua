modules = { "roster", "tls" }
local more = { }
for name in modules:values() do
    more[#more + 1] = "x_" .. name
end
all = more
