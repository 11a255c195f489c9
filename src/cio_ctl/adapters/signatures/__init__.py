"""Signatures: made by the user's programs, checked in the process."""
