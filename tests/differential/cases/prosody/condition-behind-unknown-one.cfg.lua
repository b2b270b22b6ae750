if ("muc"):sub(2, -2) then
	a = 1
elseif tonumber(nil .. "posix") then
	b = 1
end
if ("muc"):sub(2, -2) then
elseif tonumber("posix") then
	c = 1
end
d = ("muc"):len() and "yes"
