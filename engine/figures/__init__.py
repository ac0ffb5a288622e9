"""What happened each day, counted once so that reports need not count it again."""
