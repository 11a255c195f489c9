"""On which acts of a history the stage of a record rests."""
