"""Carrying a running case over to another version of its diagrams."""
