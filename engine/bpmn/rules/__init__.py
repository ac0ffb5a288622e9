"""What a diagram must keep to, one rule per function."""
