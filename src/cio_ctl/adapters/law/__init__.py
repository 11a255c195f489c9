"""The files of ``schemas/`` as a law."""
