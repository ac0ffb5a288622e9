"""Backups of the store, their return to a new place, and the drill that shows they can."""
