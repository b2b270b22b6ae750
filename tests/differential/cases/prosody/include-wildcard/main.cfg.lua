a = 1
VirtualHost "localhost"
Include "conf.d/*.cfg.lua"
