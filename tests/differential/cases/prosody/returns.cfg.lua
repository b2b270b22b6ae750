a = 1
do return end
b = 2
