"""Time promises of a case: targets, warn points, pauses and their explanation."""
