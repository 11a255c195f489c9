"""Whether what the law says of money hangs together: every field, amount, kind and stage that it names exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cio_ctl.model.finding import Finding, finding
from cio_ctl.model.paths import PathTemplate
from cio_ctl.rules.law.names import kind_at, no_kind, unknown_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cio_ctl.model.amounts import Amount, Check
    from cio_ctl.model.law import Law, Process
    from cio_ctl.model.source import Source

    # for each field on a path of a kind's schema, whether it holds a list; None if there is no such path
    Ways = Callable[[str, str], tuple[bool, ...] | None]
    Path = tuple[str | int, ...]


def money_law_findings(law: Law, ways: Ways, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """Everything that process files say of money and that cannot be."""
    for process in law.processes.values():
        yield from _MoneyCheck(law, process, ways, sources[process.kind]).findings()


@dataclass(slots=True)
class _MoneyCheck:
    """The checks of one process file; ``known`` are the amounts so far, ``elsewhere`` those of other records."""

    law: Law
    process: Process
    ways: Ways
    source: Source
    known: list[str] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)

    def findings(self) -> Iterator[Finding]:
        """Everything wrong with what the file says of money."""
        money = self.process.money
        for amount in money.amounts.values():
            yield from self._amount(amount, ("amounts", amount.id))
            self.known.append(amount.id)
            if amount.pattern or self.elsewhere.intersection(amount.names):
                self.elsewhere.add(amount.id)
        ids: set[str] = set()
        for number, check in enumerate(money.checks):
            yield from self._check(check, ("checks", number), ids)
            ids.add(check.id)
        for rate in money.rates.values():
            place = self.source.place("rates", rate.id)
            yield from unknown_names(place, "amount", (rate.part, rate.whole), money.titles)
        yield from self._year(money.year)

    def _amount(self, amount: Amount, at: Path) -> Iterator[Finding]:
        """What an amount names."""
        place = self.source.place(*at)
        if self.ways(self.process.kind, amount.id) is not None:
            yield finding("L-DUPLICATE", place, what="field or amount", name=amount.id)
        if not amount.pattern:
            yield from self._names(amount.names, at)
            return
        slugs = PathTemplate(amount.pattern).variables
        yield from unknown_names(place, "slug", slugs, self.process.path.variables)
        target = kind_at(self.law, amount.pattern)
        if target is None:
            yield no_kind(self.law, amount.pattern, place)
            return
        yield from self._fields(target.kind, amount.names, at)
        yield from unknown_names(place, f"stage of {target.kind}", amount.stages, target.stages)
        if not target.plain and not amount.stages:
            yield finding("L-MISSING", place, key=f"amounts.{amount.id}.stage")

    def _check(self, check: Check, at: Path, ids: set[str]) -> Iterator[Finding]:
        """What a check names; one that refuses looks at its own record only, which no other record can then break."""
        place = self.source.place(*at)
        yield from unknown_names(place, "basis", (check.basis,) if check.basis else (), self.law.bases)
        if check.id in ids:
            yield finding("L-DUPLICATE", place, what="check", name=check.id)
        if check.each:
            yield from self._each(check, at)
        else:
            yield from self._names((*check.left, *check.right), at)
        factors = check.left if check.product else ()
        for name in factors:
            if any((self.ways(self.process.kind, self._within(check, name)) or ())[len(_steps(check.each)) :]):
                yield finding("L-TYPE", place, key="product", expected="fields with one value each; see `each`")
        if not check.marks and self.elsewhere.intersection((*check.left, *check.right)):
            yield finding("L-TYPE", place, key="marks", expected="true, since other records are looked at")

    def _each(self, check: Check, at: Path) -> Iterator[Finding]:
        """The list exists, and its entries have the fields."""
        way = self.ways(self.process.kind, check.each)
        if way is None:
            yield from self._fields(self.process.kind, (check.each,), at)
        elif way != (*(False for _ in way[1:]), True):
            yield finding("L-TYPE", self.source.place(*at), key="each", expected="one list of the record")
        else:
            names = [self._within(check, name) for name in (*check.left, *check.right)]
            yield from self._fields(self.process.kind, names, at)

    def _within(self, check: Check, name: str) -> str:
        return f"{check.each}.{name}" if check.each else name

    def _names(self, names: Iterable[str], at: Path) -> Iterator[Finding]:
        """Each is an amount defined above, or a field."""
        yield from self._fields(self.process.kind, (name for name in names if name not in self.known), at)

    def _fields(self, kind: str, names: Iterable[str], at: Path) -> Iterator[Finding]:
        missing = [name for name in names if self.ways(kind, name) is None]
        known = (*self.known, f"the fields of schemas/{kind}.schema.json")
        yield from unknown_names(self.source.place(*at), f"field of {kind}", missing, known)

    def _year(self, name: str) -> Iterator[Finding]:
        """The field is one of the record, or a slug of its path."""
        head, _, rest = name.partition(".")
        if head == "path" and rest:
            yield from unknown_names(self.source.place("year"), "slug", (rest,), self.process.path.variables)
        elif name:
            yield from self._fields(self.process.kind, (name,), ("year",))


def _steps(path: str) -> list[str]:
    """The fields on a path."""
    return path.split(".") if path else []
