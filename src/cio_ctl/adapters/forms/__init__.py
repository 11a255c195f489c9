"""Forms as files: layouts, fonts, PDF."""
