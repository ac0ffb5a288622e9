"""Cases: rows, case files, access, queries."""
