"""DMN decisions: read, checked and evaluated on FEEL."""
