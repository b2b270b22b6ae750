first = { "a" }
second = first
third = first or { "z" }
fourth = { first }
is_there = first ~= nil
length = #first
