"""Walking finished cases again on another version, to see what would have gone another way."""
