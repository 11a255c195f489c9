"""What is wrong with a template, as the one error that making a form from it raises."""

from __future__ import annotations

from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import Place, finding


class BadTemplate(Faulty):
    """A template cannot be used: it is not well-formed, does what it must not, or takes too much."""

    def __init__(self, template: str, line: int, problem: str) -> None:
        self.where = template, line, problem
        place = Place(template, line)
        super().__init__((finding("F-TEMPLATE", place, template=template, templateline=line or "—", problem=problem),))
