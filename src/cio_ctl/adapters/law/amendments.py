"""Quorums and amendments, as law files spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.amendments import Amendments

if TYPE_CHECKING:
    from cio_ctl.adapters.law.reading import Part

_MOST = 99


def quorum(part: Part) -> int:
    """How many holders must agree to a change; one where the law does not say."""
    number = part.number("quorum", 1)
    if not 1 <= number <= _MOST:
        part.wrong("quorum", f"a whole number from 1 to {_MOST}")
        return 1
    return number


def amendments_in(root: Part) -> Amendments | None:
    """The kind of record by which several agree to a change; None where the law has none."""
    if "amendments" not in root.fields:
        return None
    part = root.part("amendments").expecting(("kind", "stage"), ("kind", "stage"))
    return Amendments(part.text("kind"), part.texts("stage"))
