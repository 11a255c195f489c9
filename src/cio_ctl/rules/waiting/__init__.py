"""For whom every open case waits, and what it still lacks."""
