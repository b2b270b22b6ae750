Include "conf.d/../conf.d/../conf.d/../conf.d/../conf.d/host.lua"
