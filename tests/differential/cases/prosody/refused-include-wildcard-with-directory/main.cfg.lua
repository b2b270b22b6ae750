Include "conf.d/*"
