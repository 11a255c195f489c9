"""Texts of a law that people read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """A text that people read, in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The Chinese text for ``zh``, the English one for anything else."""
        return self.zh if language == "zh" else self.en
