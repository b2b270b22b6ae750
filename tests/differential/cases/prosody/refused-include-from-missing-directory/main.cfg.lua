a = 1
Include "nowhere/../x.cfg.lua"
