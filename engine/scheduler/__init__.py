"""The beat: takes due work, one row, one transaction."""
