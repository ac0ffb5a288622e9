"""What can be done to a case: one verb, one file, one transaction."""
