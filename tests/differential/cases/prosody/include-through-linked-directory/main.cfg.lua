Include "linked/a.cfg.lua"
Include "linked/../beside.cfg.lua"
