a = 1
# a comment of another language
b = 2
