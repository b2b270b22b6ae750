Include "conf.d/*.cfg.lua"
a = 1
