"""What is wrong with a template, as the one error that making a form from it raises."""

from __future__ import annotations

from typing import Final

from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import Place, finding

_SHOWN: Final = 200


def stumbled(problem: Exception) -> str:
    """What a library stumbled over in a template, in its own words."""
    return f"{type(problem).__name__}: {problem}"[:_SHOWN]


class BadTemplate(Faulty):
    """A template cannot be used: it is not well-formed, does what it must not, or takes too much.

    A Word template has no lines; ``spot`` says where in it: a part of the file, a paragraph, a table.
    """

    def __init__(self, template: str, line: int, problem: str, spot: str = "") -> None:
        self.where: tuple[str, int, str, str] = (template, line, problem, spot)
        place = Place(template, line)
        if spot:
            one = finding("F-WORD", place, template=template, spot=spot, problem=problem)
        else:
            one = finding("F-TEMPLATE", place, template=template, templateline=line or "—", problem=problem)
        super().__init__((one,))
