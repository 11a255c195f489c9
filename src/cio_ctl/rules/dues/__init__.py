"""What is owed by when: calendars, terms, and the duties that decisions open."""
