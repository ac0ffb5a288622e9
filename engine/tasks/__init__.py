"""User tasks that wait for people, as rows."""
