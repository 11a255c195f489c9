"""An evaluation as its record has it: the fields that are filled in, and where a record says something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cio_ctl.rules.evaluation.criteria import NAME, Assessed, Evaluation
from cio_ctl.rules.scoring.points import entries, in_words, listed, same_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from cio_ctl.model.record import Record
    from cio_ctl.model.score_sheets import ScoreSheet
    from cio_ctl.rules.evaluation.figures import Computed

    Fields = dict[str, object]

COMMIT: Final = "computed_from"
FROM: Final = "period_from"
TO: Final = "period_to"
FIGURES: Final = "figures"
SUGGESTED: Final = "suggested_score"
TOP_FIELDS: Final = (COMMIT, FROM, TO)
FIGURE_FIELDS: Final = ("id", "name", "value", "sources", "lacking", "undecided", "note")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a record does not say what was computed: criterion and figure (or empty), the field, and both sides."""

    criterion: str
    figure: str
    field: str
    stated: str
    right: str


def figure_fields(one: Computed) -> Fields:
    """A figure as a record has it; lists that are empty and a note that is empty are left out, but for the sources."""
    fields: Fields = {"id": one.figure.id, "name": one.figure.title.zh, "value": one.written}
    more = {"lacking": list(one.lacking), "undecided": list(one.undecided), "note": one.note}
    return {**fields, "sources": list(one.sources), **{name: value for name, value in more.items() if value}}


def criterion_fields(assessed: Assessed, sheet: ScoreSheet) -> Fields:
    """A criterion as a record has it, before anybody has scored it."""
    fields: Fields = {
        sheet.id: assessed.criterion.id,
        sheet.weight: _points(assessed.weight),
        FIGURES: [figure_fields(one) for one in assessed.figures],
    }
    if assessed.suggested is not None:
        fields[SUGGESTED] = in_words(assessed.suggested)
    return fields


def band_fields(evaluation: Evaluation, sheet: ScoreSheet) -> list[Fields]:
    """The grade bands as a record has them."""
    names = (sheet.bands.id, NAME, sheet.bands.at_least)
    return [dict(zip(names, (band, name, in_words(least)), strict=True)) for least, band, name in evaluation.bands]


def refreshed(record: Record, evaluation: Evaluation, sheet: ScoreSheet) -> list[Fields]:
    """The criteria of a record with the figures of today; whatever else stands there, such as scores, stays.

    What stands there and is no criterion of the law stays too, for the judge to speak of.
    """
    new = {assessed.criterion.id: criterion_fields(assessed, sheet) for assessed in evaluation.criteria}
    own = {sheet.weight, FIGURES, SUGGESTED}
    found: list[Fields] = []
    for _, entry in entries(record, sheet.list):
        fields = new.pop(str(entry.get(sheet.id)), None)
        found.append(dict(entry) if fields is None else _merged(entry, fields, own))
    return [*found, *new.values()]


def _merged(entry: Mapping[str, object], fields: Fields, own: set[str]) -> Fields:
    """An entry with its own fields replaced in their place, and none left that is not computed any more."""
    kept = {name: fields.get(name, value) for name, value in entry.items() if name in fields or name not in own}
    return {**kept, **fields}


def differences(record: Record, evaluation: Evaluation, sheet: ScoreSheet) -> Iterator[Difference]:
    """Everything in which a record does not say what was computed."""
    stated, doubles = _by_id([entry for _, entry in entries(record, sheet.list)], sheet.id)
    for assessed in evaluation.criteria:
        name = assessed.criterion.id
        yield from _of_criterion(stated.pop(name, {}), criterion_fields(assessed, sheet), sheet, name)
    yield from (Difference(name, "", sheet.id, name, "") for name in (*stated, *doubles))
    bands = band_fields(evaluation, sheet)
    if record.value(sheet.bands.list) != bands:
        yield Difference("", "", sheet.bands.list, _shown(record.value(sheet.bands.list)), _shown(bands))


def _by_id(found: Sequence[object], key: str) -> tuple[dict[str, Mapping[str, object]], list[str]]:
    """The first entry of each id, and the ids of those that stand there again."""
    first: dict[str, Mapping[str, object]] = {}
    doubles = []
    for entry in found:
        if isinstance(entry, Mapping):
            name = str(entry.get(key))
            doubles += [name] if first.setdefault(name, entry) is not entry else []
    return first, doubles


def _of_criterion(entry: Mapping[str, object], right: Fields, sheet: ScoreSheet, name: str) -> Iterator[Difference]:
    for field in (sheet.weight, SUGGESTED):
        if not same_points(entry.get(field), right.get(field)):
            yield Difference(name, "", field, _shown(entry.get(field)), _shown(right.get(field)))
    stated, doubles = _by_id(listed(entry.get(FIGURES)), "id")
    for figure in listed(right[FIGURES]):
        if isinstance(figure, Mapping):
            yield from _of_figure(stated.pop(str(figure["id"]), {}), figure, name)
    yield from (Difference(name, figure, "id", figure, "") for figure in (*stated, *doubles))


def _of_figure(stated: Mapping[str, object], right: Mapping[str, object], name: str) -> Iterator[Difference]:
    for field in FIGURE_FIELDS:
        if stated.get(field) != right.get(field):
            shown = _shown(stated.get(field)), _shown(right.get(field))
            yield Difference(name, str(right["id"]), field, *shown)


def _points(points: Decimal) -> int | str:
    """A whole number, or else text."""
    return int(points) if points == int(points) else in_words(points)


def _shown(value: object) -> str:
    """A value in words; a dash for none."""
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value) or "—"
    if isinstance(value, Mapping):
        return " ".join(_shown(one) for one in value.values())
    return "—" if value is None or not isinstance(value, str | int) else str(value)
