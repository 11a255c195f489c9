"""Notes on what people could take for one another: ids that look alike, officers of one name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.paths import record_id, record_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cio_ctl.model.office import Office

_LOOKS: Final = str.maketrans({"0": "o", "1": "l", "i": "l"})


def double_notes(office: Office, paths: Iterable[str]) -> Iterator[Finding]:
    """For each new record: others of its kind whose ids look like its own, and officers of the same name."""
    alike: dict[str, dict[str, list[str]]] = {}
    for name in filter(None, map(record_id, paths)):
        process = office.law.process_of(name)
        if process is None:
            continue
        if process.kind not in alike:
            alike[process.kind] = _by_look(office.tree.ids_like(process.path.any))
        for twin in alike[process.kind].get(looks(name), ()):
            if twin != name:
                yield finding("R13-ALIKE", Place(record_path(name)), record=name, twin=twin)
        yield from _namesakes(office, name)


def _by_look(names: Iterable[str]) -> dict[str, list[str]]:
    """Ids by how they look, each look's in order."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(looks(name), []).append(name)
    return found


def _namesakes(office: Office, name: str) -> Iterator[Finding]:
    """The other officers who are called what this one is."""
    own = office.register.officers.get(name)
    if own is None:
        return
    for other in office.register.officers.values():
        if other.id != name and other.name.split() == own.name.split():
            yield finding("R9-NAME-TWICE", Place(record_path(name)), officer=name, other=other.id, name=own.name)


@lru_cache(maxsize=32768)
def looks(name: str) -> str:
    """An id as it looks at a glance: 0 like o, 1 and i like l, rn like m, vv like w, one hyphen like two.

    Source: Unicode Technical Standard 39, 4 (confusable detection), for the letters that ids can have.
    """
    seen = name.translate(_LOOKS).replace("rn", "m").replace("vv", "w")
    return "-".join(filter(None, seen.split("-")))
