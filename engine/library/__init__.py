"""Process packages: read, checked, deployed as immutable versions."""
