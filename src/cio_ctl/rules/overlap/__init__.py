"""What a new project may duplicate, by the words and resources it shares with others."""
