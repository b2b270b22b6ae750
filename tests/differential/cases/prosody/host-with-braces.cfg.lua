VirtualHost "a.example.com" { a = 1; modules_enabled = { "ping" } }
b = "global again"
VirtualHost "b.example.com"
{
    c = 3
}
d = "global too"
