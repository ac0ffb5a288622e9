"""What a machine asks: whether the program lives, whether it is ready, and its figures."""
