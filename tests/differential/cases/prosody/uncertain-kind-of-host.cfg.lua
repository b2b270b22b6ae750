if ("posix"):reverse() == "x" then
    VirtualHost "a.example.com"
end
Component "a.example.com" "muc"
