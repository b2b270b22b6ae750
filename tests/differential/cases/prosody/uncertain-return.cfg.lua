admins = { ("a"):gsub("b", "c") }
if ("posix"):reverse() then
    return
end
VirtualHost (nothing)
