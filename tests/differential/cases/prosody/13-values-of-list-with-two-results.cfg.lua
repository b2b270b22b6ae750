words = { ("s2s"):gsub("e", "E") }
for one in words:values() do
	authentication = one
end
