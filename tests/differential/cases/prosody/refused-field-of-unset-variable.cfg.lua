local unset = ENV_NOT_SET
domain = unset.field
