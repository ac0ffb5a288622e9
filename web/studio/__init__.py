"""Where process owners look at their processes, change the drawing and deploy it."""
