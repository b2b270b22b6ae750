if ("x"):gsub("x", "y") then
	VirtualHost "meet.example.com"
else
	VirtualHost "auth.example.com"
end
ports = { 1 }
copy = ports:value()
ports { 2 }
ports:append { 3 }
ports.field = 4
VirtualHost "last.example.com"
domain = "x"
