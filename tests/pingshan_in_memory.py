"""An office under the Pingshan pack from texts alone: no disk, no git, no keys. For rules that need its kinds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cio_ctl.adapters.pack import calendar_files, pack_files
from cio_ctl.adapters.yaml.writer import dump_yaml
from cio_ctl.model.paths import record_path
from tests.offices_in_memory import Texts, officer_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNITS = {
    "office": "informatization-office",
    "group": "leading-group",
    "health": "department",
    "education": "department",
    "finance": "development-finance",
    "discipline": "discipline-supervision",
    "general": "general-office",
    "audit": "audit",
    "builder": "company",
    "overseer": "company",
}
_POSTS = {
    "li-na": ["district-cio@office"],
    "qin": ["district-cio-team@office"],
    "qiao": ["district-cio-team@office"],
    "gao": ["leading-group@group"],
    "wang": ["department-cio@health"],
    "wei": ["department-cio-team@health"],
    "wu": ["department-cio-team@health"],
    "hua": ["project-unit@health"],
    "lan": ["business-line@health"],
    "tian": ["department-cio@education"],
    "tong": ["department-cio-team@education"],
    "tao": ["project-unit@education"],
    "fan": ["development-finance@finance"],
    "ding": ["discipline-supervision@discipline"],
    "zong": ["general-office@general"],
    "shen": ["audit@audit"],
    "bo": ["contractor@builder"],
    "ou": ["supervisor@overseer"],
}


def decided(*rows: str, **more: object) -> dict[str, object]:
    """Stage and decisions from rows such as ``2026-03-02 wang department-cio@health submit draft determination``.

    A day stands for nine o'clock; fields given by name are added.
    """
    decisions = []
    stage = ""
    for row in rows:
        day, by, post, verb, source, stage = row.split()
        role, _, unit = post.partition("@")
        parties = {"by": f"officers/{by}", "role": role, "unit": f"units/{unit}"}
        at = day if "T" in day else f"{day}T09:00:00+08:00"
        decisions.append({"verb": verb, "from": source, "to": stage, **parties, "at": at})
    return {**more, "stage": stage, "decisions": decisions}


@cache
def pingshan_law() -> dict[str, str]:
    """The Pingshan pack's law, by path; not to be changed."""
    return {path: content.decode() for path, content in pack_files().items() if path.startswith("schemas/")}


@cache
def _base() -> dict[str, str]:
    records: dict[str, Mapping[str, object]] = {
        f"units/{slug}": {"kind": "unit", "name": slug, "unit_kind": kind} for slug, kind in _UNITS.items()
    }
    records |= {f"officers/{slug}": officer_fields(slug, *posts) for slug, posts in _POSTS.items()}
    return pingshan_law() | {record_path(name): dump_yaml(fields) for name, fields in records.items()}


def with_calendars(texts: Texts) -> Texts:
    """The same with the calendars that ship."""
    return texts.having({path: content.decode() for path, content in calendar_files().items()})


def pingshan_office(records: Mapping[str, Mapping[str, object]] | None = None) -> Texts:
    """Law and register, with these records (id to fields) besides."""
    more = {record_path(name): dump_yaml(fields) for name, fields in (records or {}).items()}
    return Texts(_base() | more)
