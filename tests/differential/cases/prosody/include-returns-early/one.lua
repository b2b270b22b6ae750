a = 1
do return end
c = 3
