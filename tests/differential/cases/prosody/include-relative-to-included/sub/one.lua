a = 1
Include "two.lua"
Include "./three.lua"
