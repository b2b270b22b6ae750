a = ENV_DOMAIN
b = ENV_EMPTY
c = ENV_NOT_SET
d = ENV_NOT_SET or "default"
ENV_OWN = "x"
e = ENV_OWN
