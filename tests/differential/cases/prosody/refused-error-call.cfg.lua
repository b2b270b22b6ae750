a = 1
error("stop here")
