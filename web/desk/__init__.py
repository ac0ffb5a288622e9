"""What staff see: their inbox, one task, one case."""
