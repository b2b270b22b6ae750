a = 1
Include "nowhere/*.lua"
