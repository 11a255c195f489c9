"""YAML, read strictly and changed in place."""
