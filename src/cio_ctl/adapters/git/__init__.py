"""git: the one program that keeps the record."""
