local common = { "roster" }
first = common
first:append { "bosh" }
second = common
