"""Stories: files that say who takes part in an office, and who does what on which day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.errors import Faulty
from cio_ctl.model.finding import Place, finding
from cio_ctl.model.law import Verb

Fields = Mapping[str, object]
ACTS = ("new", "edit", "attach", "compare", "overlap", "score", "evaluate", *Verb)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a story: a day, an officer, an act, the record, and what goes with it."""

    day: str
    by: str
    act: str
    record: str
    details: Fields


@dataclass(frozen=True, slots=True)
class Story:
    """Who takes part (units, then officers, the founder first), and what they do."""

    units: Mapping[str, Fields]
    officers: Mapping[str, Fields]
    steps: tuple[Step, ...]


def read_story(texts: Mapping[str, bytes]) -> Story:
    """The story that files (name to content) tell together, its steps in order of days.

    Raises:
        Faulty: a file cannot be read.
    """
    units: dict[str, Fields] = {}
    officers: dict[str, Fields] = {}
    steps: list[Step] = []
    for name, content in texts.items():
        read = read_yaml(content, name)
        if not isinstance(read, YamlText):
            raise Faulty(read)
        units |= _named(read.data.get("units"))
        officers |= _named(read.data.get("officers"))
        steps += _steps(read.data.get("steps"), name)
    return Story(units, officers, tuple(sorted(steps, key=lambda step: step.day)))


def _named(value: object) -> dict[str, Fields]:
    return (
        {name: part for name, part in value.items() if isinstance(part, Mapping)} if isinstance(value, Mapping) else {}
    )


def _steps(value: object, name: str) -> Iterator[Step]:
    """Each step of a list: ``{on, by, ACT: record, …details}``."""
    for entry in value if isinstance(value, list) else []:
        act = next((one for one in ACTS if one in entry), "") if isinstance(entry, Mapping) else ""
        lacking = [] if act else ["|".join(ACTS)]
        lacking += [key for key in ("on", "by") if not isinstance(entry, Mapping) or key not in entry]
        if lacking:
            raise Faulty(tuple(finding("L-MISSING", Place(name), key=f"steps.{key}") for key in lacking))
        details = {key: part for key, part in entry.items() if key not in {"on", "by", act}}
        yield Step(str(entry["on"]), str(entry["by"]), act, str(entry[act]), details)
