"""What stands in a box: a value of a record as the plain text, list or dict that a layout prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cio_ctl.model.dates import written_date, written_period
from cio_ctl.model.form import ByHand, Computed, Deciding, FormField, Show, Table
from cio_ctl.model.law import Verb
from cio_ctl.model.money import in_capitals, in_figures, in_ten_thousands, parse_yuan
from cio_ctl.model.record import MISSING, Decision

if TYPE_CHECKING:
    from cio_ctl.model.office import Office

YES: Final = "yes"
TRUTH: Final = {"true": "是", "false": "否"}
VERBS: Final = {
    Verb.SUBMIT: "已报送",
    Verb.APPROVE: "同意",
    Verb.RETURN: "退回",
    Verb.REJECT: "不同意",
    Verb.WITHDRAW: "撤回",
    Verb.ACKNOWLEDGE: "已收悉",
    Verb.ADVANCE: "同意",
}
_DECISION_PARTS: Final = ("verb", "opinion", "name", "title", "unit", "date", "behalf")


def shown(one: FormField, value: object) -> object:
    """A value as its box shows it; ``MISSING`` if there is nothing, or it is not of its form."""
    text = _plain(value)
    if not text:
        return MISSING
    match one.show:
        case Show.DATE:
            return _date(text)
        case Show.PERIOD:
            return written_period(text)
        case Show.MONEY:
            amount = amount_of(value)
            return MISSING if amount is None else money_value(amount)
        case Show.CHOICE:
            return _choice(one, text)
        case _:
            return TRUTH[text] if isinstance(value, bool) else text


def is_unlabelled(one: FormField, value: object) -> bool:
    """Whether a value is none of the choices of its box."""
    return one.show is Show.CHOICE and _plain(value) not in one.choices


def blank(one: FormField) -> object:
    """What stands in a box that holds nothing: of the same form, so that a layout need not ask."""
    if isinstance(one.binding, Table):
        return []
    if isinstance(one.binding, Deciding | ByHand):
        return dict.fromkeys(_DECISION_PARTS, "")
    if _kind(one) == Show.MONEY:
        return {"yuan": "", "wan": "", "capitals": ""}
    return _choice(one, "") if one.show is Show.CHOICE else ""


def layout_of(one: FormField) -> dict[str, object]:
    """What a layout asks about a box besides its value: title, kind, whether it is wide, who signs, its columns."""
    columns = one.binding.columns if isinstance(one.binding, Table) else ()
    return {
        "title": one.title.zh,
        "kind": _kind(one),
        "wide": YES if one.wide else "",
        "width": one.width,
        "signer": one.signer,
        "columns": [{"name": column.name, **layout_of(column)} for column in columns],
    }


def _kind(one: FormField) -> str:
    """What a layout makes of a box: table, opinion, hand (for pen and seal), rate, or how its value shows."""
    match one.binding:
        case Table():
            return "table"
        case Deciding():
            return "opinion"
        case ByHand():
            return "hand"
        case Computed(per=per):
            return "rate" if per else str(Show.MONEY)
        case _:
            return str(one.show)


def money_value(amount: Decimal) -> dict[str, object]:
    """An amount in figures, in 万元 and in capitals."""
    return {"yuan": in_figures(amount), "wan": in_ten_thousands(amount), "capitals": in_capitals(amount)}


def decision_value(decision: Decision | None, office: Office) -> dict[str, object]:
    """Who decided what, when; every part empty if nobody did."""
    if decision is None:
        return dict.fromkeys(_DECISION_PARTS, "")
    officers, units = office.register.officers, office.register.units
    record = office.tree.record(decision.by)
    names = [officers[who].name if who in officers else who for who in (decision.by, decision.delegated_for)]
    title = "" if record is None else _plain(record.fields.get("title"))
    unit = units[decision.unit].name if decision.unit in units else decision.unit
    parts = (
        VERBS[decision.verb],
        decision.opinion,
        names[0],
        title,
        unit,
        written_date(decision.at.date()),
        names[1],
    )
    return dict(zip(_DECISION_PARTS, parts, strict=True))


def amount_of(value: object) -> Decimal | None:
    """The amount that a value spells; None if it spells none."""
    try:
        return parse_yuan(value) if isinstance(value, str) else None
    except ValueError:
        return None


def values_at(value: object, path: str) -> list[object]:
    """Every value at a path of fields, through lists on the way; empty as soon as one entry lacks it."""
    found = [value]
    for name in path.split("."):
        entries = [entry for one in found for entry in (one if isinstance(one, list) else [one])]
        if not all(isinstance(entry, Mapping) and name in entry for entry in entries):
            return []
        found = [entry[name] for entry in entries if isinstance(entry, Mapping)]
    return found


def _plain(value: object) -> str:
    """A text, number or truth value as text; empty for anything else."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float | Decimal) else ""


def _date(text: str) -> object:
    try:
        return written_date(date.fromisoformat(text))
    except ValueError:
        return MISSING


def _choice(one: FormField, text: str) -> dict[str, object]:
    """The chosen label, and all of them in order, each with whether it is chosen."""
    options = [{"text": label.zh, "chosen": YES if value == text else ""} for value, label in one.choices.items()]
    return {"text": one.choices[text].zh if text in one.choices else text, "options": options}
