"""The append-only history of a case."""
