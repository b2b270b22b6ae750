VirtualHost "meet\255.example.com"
a = 1
