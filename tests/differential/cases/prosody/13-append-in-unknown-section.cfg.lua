admins = { "a" }
owners = admins:value()
ports = { 1 }
local handle = ports
if ("muc"):match("x") then
	VirtualHost "meet.example.com"
end
admins { "b" }
local unknown = ports
unknown:append { 2 }
