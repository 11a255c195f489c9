"""Killed, without power, without room, without leave: an office is in the old or the new state."""
