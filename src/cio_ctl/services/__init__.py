"""What a user can have done, put together from rules and adapters."""
