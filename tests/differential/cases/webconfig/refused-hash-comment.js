var config = {};
# comment
config.a = 1;
