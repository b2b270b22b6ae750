domain = "example.com"
number = 5
flag = false
same = domain
sum = number + 1
other = not flag
muc = "conference." .. domain
