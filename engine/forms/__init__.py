"""The form-js profile: read, checked, and submissions validated against it."""
