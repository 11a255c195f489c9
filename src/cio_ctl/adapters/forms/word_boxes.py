"""Which boxes a Word template names, read off its tags without running it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.word_slips import paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAG: Final = re.compile(r"\{\{(.{1,1000}?)\}\}|\{%(.{1,1000}?)%\}")
_TEXT: Final = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’")
_NAME: Final = re.compile(r"(?<![.\w])[a-z]\w*")


def boxes_named(parts: Mapping[str, bytes]) -> frozenset[str]:
    """Every name in a tag of a Word template that is neither a text nor a part of something else."""
    tags = (said for words in paragraphs(parts) for pair in _TAG.findall(words) for said in pair)
    return frozenset(name for tag in tags for name in _NAME.findall(_TEXT.sub("", tag)))
