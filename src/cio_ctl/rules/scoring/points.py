"""Points in records: lists of items and bands as scoring reads them, and the findings on what is amiss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_path
from cio_ctl.rules.cases import as_amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.record import Record
    from cio_ctl.model.score_sheets import BandFields

Path = tuple[str | int, ...]
_LIMIT: Final = Decimal(10) ** 9
_PLACES: Final = 4


def points_of(value: object) -> Decimal | None:
    """The points that a value spells; None for what is no number, or one too large or too fine to be reckoned with."""
    amount = as_amount(value)
    if amount is None or abs(amount) >= _LIMIT or amount != round(amount, _PLACES):
        return None
    return amount


def unsigned(value: object) -> Decimal | None:
    """The points that a value spells, if they are not below 0: what is deducted never gives any."""
    points = points_of(value)
    return None if points is None or points < 0 else points


def same_points(stated: object, right: object) -> bool:
    """Whether two values are the same, or spell the same number."""
    points = points_of(stated)
    return stated == right or (points is not None and points == points_of(right))


def in_words(points: Decimal) -> str:
    """Points as records have them, without needless zeros: ``87.5``."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def entries(record: Record, name: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The mappings of a list with their places; what else stands in it is the schema's to report."""
    for number, entry in enumerate(listed(record.value(name))):
        if isinstance(entry, Mapping):
            yield number, entry


def listed(value: object) -> list[object]:
    """A list, or an empty one where there is none."""
    return value if isinstance(value, list) else []


def bands_of(record: Record, bands: BandFields) -> list[tuple[Decimal, str]]:
    """From which total on each band is reached."""
    found = ((points_of(band.get(bands.at_least)), str(band.get(bands.id))) for _, band in entries(record, bands.list))
    return [(least, name) for least, name in found if least is not None]


def doubled(record: Record, name: str, key: str) -> Iterator[Finding]:
    """A finding for each id that stands more than once in a list."""
    counted = Counter(str(entry.get(key)) for _, entry in entries(record, name))
    yield from (miscounted(record, name, entry, count, 1) for entry, count in counted.items() if count > 1)


def miscounted(record: Record, name: str, entry: str, count: int, right: int) -> Finding:
    """The finding that an entry stands more or less often in a list than it should."""
    return about(record, (name,), "R8-SCORE-ENTRY", entry=entry, count=str(count), right=str(right))


def no_points(record: Record, path: Path) -> Finding:
    """The finding that a field gives no points."""
    return about(record, path, "R8-SCORE-POINTS")


def about(record: Record, path: Path, code: str, **facts: str) -> Finding:
    """A finding on a field of a record."""
    place = Place(record_path(record.id), record.line(*path))
    return finding(code, place, field=".".join(str(step) for step in path), record=record.id, **facts)
