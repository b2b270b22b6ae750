a = 1
end = 2
