for name, value in pairs { a = 1, b = 2, c = 3 } do
	last = name
end
for _, value in pairs { 1, 2, 3 } do
	number = value
end
