"""The proof that no timeline was changed: signed heads over all cases, and the search for what was."""
