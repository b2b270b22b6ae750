a = 1

VirtualHost (meet)
