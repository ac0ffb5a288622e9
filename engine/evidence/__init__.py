"""The evidence pack of one case: everything about it in a file that others can check."""
