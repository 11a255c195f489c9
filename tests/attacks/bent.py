"""Records of the Pingshan pack that somebody bends by hand, judged in memory: before, after, and who signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.pingshan_in_memory import pingshan_office, with_calendars

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.offices_in_memory import Texts

    Fields = Mapping[str, object]


@dataclass(frozen=True)
class Bent:
    """A record before and after what somebody commits by hand, and the codes that the judge must give.

    ``around`` are the records beside it, ``law`` what is added to files of the law.
    """

    name: str
    record: str
    before: Fields | None
    after: Fields
    by: str
    finds: set[str]
    source: str
    around: Mapping[str, Fields] = field(default_factory=dict)
    law: Mapping[str, str] = field(default_factory=dict)

    @property
    def office(self) -> Texts:
        """The office before the attack."""
        own = {} if self.before is None else {self.record: self.before}
        office = with_calendars(pingshan_office({**self.around, **own}))
        return office.having({path: office.files[path] + text for path, text in self.law.items()})

    def codes(self) -> set[str]:
        """What the judge says of the attack."""
        office = self.office
        return set(office.codes(office.record(self.record, self.after), self.by))
