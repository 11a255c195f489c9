"""What a unit is evaluated by, computed from the records."""
