"""What a case is and what can be done to it; nothing here knows the web."""
