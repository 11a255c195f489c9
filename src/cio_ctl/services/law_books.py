"""The law of an office: read from its files and checked against itself before anybody acts by it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cio_ctl.adapters.law.files import parse_law
from cio_ctl.adapters.pack import pack_files
from cio_ctl.adapters.schemas.fields import kinds_named
from cio_ctl.model.errors import Faulty
from cio_ctl.rules.law.amounts import money_law_findings
from cio_ctl.rules.law.births import birth_law_findings
from cio_ctl.rules.law.consistency import consistency_law_findings
from cio_ctl.rules.law.procedure import law_findings
from cio_ctl.rules.law.scoring import score_law_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.adapters.schemas.shapes import JsonShapes
    from cio_ctl.model.finding import Finding
    from cio_ctl.model.law import Law


@dataclass(frozen=True, slots=True)
class LawBook:
    """What ``schemas/`` holds: how records move, and what they look like."""

    law: Law
    shapes: JsonShapes


def read_law(files: Mapping[str, bytes]) -> LawBook | tuple[Finding, ...]:
    """The law that files (name below ``schemas/`` to content) make, or everything that is wrong with them."""
    parsed = parse_law(files)
    if isinstance(parsed, tuple):
        return parsed
    law, shapes, sources = parsed.law, parsed.shapes, parsed.sources
    names = law_findings(law, shapes.properties, shapes.reference_kinds, partial(kinds_named, shapes), sources)
    problems = tuple(names) or (
        *score_law_findings(law, shapes.has, shapes.reference_kinds, sources),
        *birth_law_findings(law, shapes.has, sources),
        *consistency_law_findings(law, shapes.has, sources),
    )
    problems = problems or tuple(money_law_findings(law, shapes.way_to, sources))
    return problems or LawBook(law, shapes)


def shipped_law() -> Law:
    """The law of the pack that ships with the program.

    Raises:
        Faulty: the pack is damaged.
    """
    files = pack_files().items()
    read = read_law({path.removeprefix("schemas/"): content for path, content in files if path.startswith("schemas/")})
    if isinstance(read, tuple):
        raise Faulty(read)
    return read.law
