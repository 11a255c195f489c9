"""Decisions: values in, values out. No file, clock, environment or process."""
