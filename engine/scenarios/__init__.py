"""Runs the scenarios of a process package with travelled time and flow coverage."""
