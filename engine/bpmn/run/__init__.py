"""Tokens, scopes and waits of one running case."""
