"""Letters: templates, outbox and delivery."""
