a = 1
RunScript "nowhere.lua"
