a = 1
Include "conf.d"
