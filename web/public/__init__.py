"""What customers see: ask, follow, answer, without an account."""
