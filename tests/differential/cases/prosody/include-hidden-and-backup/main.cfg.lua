Include "conf.d/*.cfg.lua"
Include "conf.d/*.cfg.lua"
