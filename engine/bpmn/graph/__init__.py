"""The compiled form of a diagram on which tokens move."""
