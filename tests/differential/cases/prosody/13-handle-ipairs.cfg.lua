modules = { "roster" }
for _, name in ipairs(modules) do
    last = name
end
