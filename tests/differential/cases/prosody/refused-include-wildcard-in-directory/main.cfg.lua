Include "conf*/x.cfg.lua"
