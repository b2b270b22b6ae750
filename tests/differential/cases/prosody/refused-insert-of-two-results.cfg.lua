local list = {}
table.insert(list, ("muc"):gsub("m", "M"))
modules_enabled = list
