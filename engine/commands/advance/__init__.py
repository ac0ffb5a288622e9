"""How a case moves on: its execution, the work it causes and the rows that show where it stands."""
