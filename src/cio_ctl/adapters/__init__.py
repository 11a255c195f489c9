"""The rim: one module for each outside library or program."""
