"""Official forms, filled in from the records of a dossier."""
