"""What comes of an act under the Pingshan pack: the stage that it leads to, or the codes with which it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.law import Verb
from cio_ctl.rules.moves import Move, Request, choose
from tests.offices_in_memory import NOON
from tests.pingshan_in_memory import pingshan_office

if TYPE_CHECKING:
    from collections.abc import Mapping

Fields = dict[str, object]


def paper(kind: str, stage: str, **fields: object) -> Fields:
    """A record that stands in a stage; how it came there is left out."""
    return {"kind": kind, **fields, "stage": stage, "decisions": []}


def annexes(*types: str) -> list[Fields]:
    """Papers attached to a record."""
    return [{"type": one, "name": one, "file": one, "size": 1, "sha256": "0" * 64} for one in types]


def outcome(records: Mapping[str, Fields], act: str, *sets: str, opinion: str = "", move: str = "") -> str:
    """What comes of ``wei submit projects/emr/filing``: the next stage, or the codes in order.

    ``sets`` are fields that the act fills in; their values stand in the record already, as the rules see them.
    """
    who, verb, record = act.split()
    texts = pingshan_office(records)
    request = Request(Verb(verb), texts.officer(who), NOON, opinion, move=move, changed=frozenset(sets))
    chosen = choose(texts.case(record), request)
    return chosen.target if isinstance(chosen, Move) else " ".join(dict.fromkeys(found.code for found in chosen))


def drafter(records: Mapping[str, Fields], who: str, record: str) -> bool:
    """Whether an officer may draw up a record, judged by the commit that would add it."""
    before = pingshan_office({name: fields for name, fields in records.items() if name != record})
    codes = before.codes(before.record(record, records[record]), who)
    return "R4-DRAFTER" not in codes
