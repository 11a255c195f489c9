"""The language that messages are written in: Chinese or English, by locale."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

CHINESE, ENGLISH = "zh", "en"


def language_of(environment: Mapping[str, str]) -> str:
    """``zh`` or ``en``: by ``CIO_CTL_LANG``, else by the locale."""
    for name in ("CIO_CTL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return CHINESE if value.lower().startswith("zh") else ENGLISH
    return ENGLISH


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; for English the messages themselves."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    path = files("cio_ctl") / "locale" / language / "LC_MESSAGES" / "cio_ctl.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def language() -> str:
    """The language of this process."""
    return language_of(os.environ)


def translate(message: str) -> str:
    """A message in the language of this process."""
    return _catalogue(language()).gettext(message) if message else ""
