"""The functions every expression can call: those of DMN 1.5, and a few of our own."""
