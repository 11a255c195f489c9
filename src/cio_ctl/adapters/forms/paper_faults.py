"""What can be wrong with a paper that somebody hands in, as the one error that reading it raises."""

from __future__ import annotations

from enum import StrEnum


class PaperFault(StrEnum):
    """Why a paper is not read."""

    BROKEN = "it is damaged, or no file of its kind"
    LOCKED = "it is locked by a password"
    PAGES = "it has more pages than any paper"
    TEXT = "it holds more text than any paper"
    UNPACKS = "it unpacks to more than any paper"
    TWINS = "it holds two files of one name"
    PART = "its text does not stand where Word keeps it"
    DOCTYPE = "it declares a document type or entities"


class BadPaper(ValueError):
    """The bytes are no paper that we read; the message says why."""
