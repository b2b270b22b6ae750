modules_enabled = { "roster" }
modules_enabled:remove { "roster" }
