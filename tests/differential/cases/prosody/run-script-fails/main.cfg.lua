a = 1
RunScript "stop.lua"
