a = nil
a = 2
