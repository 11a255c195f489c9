"""The command line: words in, words out, nothing decided here."""
