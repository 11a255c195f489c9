"""The parts of a filled form in order, each with its boxes, as every layout that follows the form prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from cio_ctl.rules.forms.filling import Filled


def parts_of(filled: Filled) -> list[dict[str, object]]:
    """A dict for each part: ``title`` (empty before the first) and ``boxes``, as dicts with their ``name``."""
    parts: list[dict[str, object]] = []
    for one in filled.form.fields:
        if one.part is not None or not parts:
            parts.append({"title": one.part.zh if one.part else "", "boxes": []})
        cast("list[object]", parts[-1]["boxes"]).append({"name": one.name, **filled.boxes[one.name]})
    return parts
