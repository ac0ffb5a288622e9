"""Business calendars and arithmetic in working time."""
