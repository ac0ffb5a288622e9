"""Dates, times and durations as FEEL knows them: years of nine digits, nanoseconds, offsets, named zones."""
