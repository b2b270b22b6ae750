local list = { "roster" }
for _, name in ipairs { "bosh", "smacks" } do
    list[#list + 1] = name
end
table.insert(list, "ping")
modules_enabled = list
VirtualHost "a.example.com"
