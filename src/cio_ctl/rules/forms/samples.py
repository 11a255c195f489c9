"""A form filled in with samples, so that its layout can be tried before there is a record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from cio_ctl.model.dates import written_date
from cio_ctl.model.form import ByHand, Computed, Deciding, Form, FormField, Show, Table
from cio_ctl.model.money import in_percent
from cio_ctl.rules.forms.filling import Filled
from cio_ctl.rules.forms.values import VERBS, YES, blank, layout_of, money_value, shown

_TEXT: Final = "样例"
_DAY: Final = "2026-03-05"
_PERIOD: Final = "2026-q1"
_SUM: Final = Decimal("1234.50")
_ROWS: Final = 2


def sampled(form: Form) -> Filled:
    """The form with something in each box."""
    return _filled(form, {one.name: _sample(one) for one in form.fields})


def emptied(form: Form) -> Filled:
    """The form with nothing in any box."""
    return _filled(form, {one.name: blank(one) for one in form.fields})


def _filled(form: Form, values: dict[str, object]) -> Filled:
    boxes = {one.name: {"value": values[one.name], "applies": YES, **layout_of(one)} for one in form.fields}
    return Filled(form, form.head, boxes)


def _sample(one: FormField) -> object:
    """A value as the box would hold it."""
    match one.binding:
        case Table(columns=columns):
            return [{column.name: _sample(column) for column in columns} for _ in range(_ROWS)]
        case Deciding(verb=verb):
            return {**_decided(), "verb": VERBS[verb]}
        case Computed(per=per):
            return in_percent(_SUM, _SUM * 2) if per else money_value(_SUM)
        case ByHand():
            return blank(one)
        case _:
            return shown(one, _written(one))


def _decided() -> dict[str, object]:
    named = dict.fromkeys(("opinion", "name", "title", "unit"), _TEXT)
    return {**named, "date": written_date(date.fromisoformat(_DAY)), "behalf": ""}


def _written(one: FormField) -> str:
    """A value as a record would hold it."""
    match one.show:
        case Show.MONEY:
            return str(_SUM)
        case Show.CHOICE:
            return next(iter(one.choices), _TEXT)
        case Show.DATE:
            return _DAY
        case Show.PERIOD:
            return _PERIOD
        case _:
            return _TEXT
