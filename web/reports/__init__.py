"""What managers read: registers of all cases of a process, on pages and as CSV."""
