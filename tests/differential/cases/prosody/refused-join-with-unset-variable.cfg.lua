domain = "meet." .. ENV_NOT_SET
