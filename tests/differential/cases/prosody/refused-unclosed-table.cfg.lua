modules_enabled = {
    "roster";

VirtualHost "a.example.com"
