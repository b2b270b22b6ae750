Include "sub/one.lua"
