a = 1
Include "../beside.cfg.lua"
