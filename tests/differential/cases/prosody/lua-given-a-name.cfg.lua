_G.domain = "meet.example.com"
app_id = domain
if flag then
	a = 1
end
VirtualHost "x.example.com"
speakerstats_component = domain
