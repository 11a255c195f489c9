"""Whether a law hangs together: every name it uses exists, and what belongs together fits."""
