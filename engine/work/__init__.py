"""Everything to be done later, as rows with a due instant."""
