for _, one in ipairs { ENV_NOT_SET, "b" } do
	first = one
end
for _, one in ipairs { "a", ENV_NOT_SET, "b" } do
	second = one
end
for _, one in ipairs { ("muc"):gsub("m", "M") } do
	third = one
	fourth = one
end
