a = 0
same = 0
Include "conf.d/*.lua"
