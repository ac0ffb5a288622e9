"""Jobs for outside workers: tasks of a case that a program of the organisation does through the API."""
