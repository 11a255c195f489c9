"""The chain from the need to the running system, both ways, and where it breaks."""
