Include "conf.d/?.lua"
a = 1
