"""Table views over cases, and the catalogues their fields choose from."""
