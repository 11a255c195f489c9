"""Frozen values that everything else speaks in; the standard library only."""
