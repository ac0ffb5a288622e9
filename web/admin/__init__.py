"""What administrators keep: people, groups, tokens, calendars, catalogues, mail and the machine's work."""
