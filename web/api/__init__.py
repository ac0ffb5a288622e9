"""What programs use: the same commands and queries as the pages, as JSON under /api/v1."""
