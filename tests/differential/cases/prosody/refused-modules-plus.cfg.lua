modules_enabled = { "a" }
modules_enabled = modules_enabled + { "b" }
