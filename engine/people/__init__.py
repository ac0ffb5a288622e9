"""People, groups, passwords and tokens."""
