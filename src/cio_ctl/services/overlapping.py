"""What a new project may duplicate, among all records of all units, and the list of it in the experts' draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl.adapters.text_similarity import ChineseWords
from cio_ctl.adapters.yaml.writer import with_fields
from cio_ctl.model.comparison import EXISTING
from cio_ctl.model.errors import Faulty, NoDraftToEnter, NotCompared, NotEntered, NothingCompared
from cio_ctl.model.paths import PathTemplate, record_path
from cio_ctl.rules.overlap.likenesses import Subject, likenesses, texts_of
from cio_ctl.rules.overlap.word_weights import Vocabulary, terms_of
from cio_ctl.services.drawing_up import commit_edit, working_text
from cio_ctl.services.naming import find_dossier, read_record
from cio_ctl.services.reading import title_of, unit_of
from cio_ctl.services.snapshots import parse_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cio_ctl.model.comparison import ComparedKind, Comparison
    from cio_ctl.model.office import Office
    from cio_ctl.model.record import Record
    from cio_ctl.rules.overlap.likenesses import Likeness
    from cio_ctl.services.drawing_up import Drawn
    from cio_ctl.services.snapshots import Standing
    from cio_ctl.services.workplace import Workplace

_LINE = 300
_OWN = frozenset({EXISTING, "score", "reasons"})


@dataclass(frozen=True, slots=True)
class Overlaps:
    """What a record may duplicate: the likeliest first, out of ``compared`` others, by scores from ``least`` on."""

    subject: Subject
    comparison: Comparison
    compared: int
    least: int
    likenesses: tuple[Likeness, ...]


def overlaps_of(standing: Standing, reference: str, least: int | None = None, most: int = 10) -> Overlaps:
    """What the record that a reference names may duplicate; ``least`` left out is that of the law.

    Raises:
        NothingCompared: the law says nothing of it.
        NotCompared: it does not compare records of this kind.
    """
    office = standing.office
    comparison = office.law.comparison
    if comparison is None:
        raise NothingCompared
    record = read_record(standing.snapshot, _head_of(standing, comparison, reference))
    process = office.law.process_of(record.id)
    if process is None or process.kind not in comparison.kinds:
        kinds = ", ".join(sorted(comparison.kinds))
        raise NotCompared(record=record.id, kind=process.kind if process else record.kind, kinds=kinds)
    subject = _subject(office, record, comparison.kinds[process.kind])
    others = tuple(_others(standing, comparison, record.id))
    names = tuple(unit.name for unit in office.register.units.values())
    vocabulary = Vocabulary(ChineseWords(terms_of(comparison)), comparison, names)
    floor = max(1, comparison.least if least is None else least)
    found = likenesses(subject, others, vocabulary, floor)
    kept = _first(standing, found, record.id, most)
    return Overlaps(subject, comparison, len(others), floor, kept)


def _head_of(standing: Standing, comparison: Comparison, reference: str) -> str:
    """The record that is compared in the dossier that a reference names; else the reference itself."""
    folder = find_dossier(standing.snapshot, reference)
    heads = [
        name
        for kind in comparison.kinds
        for name in (f"{folder}/{standing.office.law.processes[kind].path.text.rpartition('/')[2]}",)
        if standing.snapshot.record(name) is not None
    ]
    return heads[0] if heads else reference


def _subject(office: Office, record: Record, compared: ComparedKind) -> Subject:
    """A record as it is compared."""
    texts = texts_of(record, compared)
    return Subject(record.id, compared.kind, unit_of(office, record), record.stage, title_of(record), texts)


def _others(standing: Standing, comparison: Comparison, but: str) -> Iterator[Subject]:
    """Every other record that is compared, of whatever unit."""
    for compared in comparison.kinds.values():
        process = standing.office.law.processes[compared.kind]
        pattern = process.path.any
        for name in standing.snapshot.ids_like(pattern):
            record = standing.snapshot.record(name) if name != but else None
            if record is None or record.kind != compared.kind or record.stage in compared.ignored_stages:
                continue
            yield _subject(standing.office, record, compared)


def _first(standing: Standing, found: tuple[Likeness, ...], record: str, most: int) -> tuple[Likeness, ...]:
    """The first of these that do not name the record themselves, as a system names the project that built it."""
    kept: list[Likeness] = []
    for likeness in found:
        if len(kept) >= most:
            break
        other = standing.snapshot.record(likeness.other.id)
        named = standing.office.shapes.references(other) if other is not None else ()
        if all(reference.target != record for reference in named):
            kept.append(likeness)
    return tuple(kept)


def enter(workplace: Workplace, overlaps: Overlaps) -> tuple[str, Drawn | None]:
    """Write the list into the draft that the law names, keeping the answers there; None if it stood there already.

    Raises:
        NotEntered: the law names none.
        NoDraftToEnter: it is not drawn up.
        Faulty: it cannot be read.
        Refused: it is no draft any more, or not this officer's to edit.
    """
    name = _entered_in(workplace, overlaps)
    name, text = working_text(workplace, name)
    record = parse_record(record_path(name), text.encode())
    if isinstance(record, tuple):
        raise Faulty(record)
    field = overlaps.comparison.field
    standing = record.fields.get(field)
    entries = _merged(standing if isinstance(standing, list) else [], _entries(overlaps))
    if entries == standing:
        return name, None
    return name, commit_edit(workplace, name, with_fields(text, {(field,): entries}))


def _entered_in(workplace: Workplace, overlaps: Overlaps) -> str:
    """The id of the record in which the list is entered, which is there."""
    law = workplace.office.law
    template = PathTemplate(overlaps.comparison.record)
    slugs = law.processes[overlaps.subject.kind].path.matches(overlaps.subject.id) or {}
    name = template.fill(slugs) if set(template.variables) <= set(slugs) else ""
    process = law.process_of(name)
    if process is None:
        raise NotEntered(record=overlaps.subject.id)
    if record_path(name) not in workplace.snapshot.entries:
        names = " ".join((process.path.matches(name) or {}).values())
        raise NoDraftToEnter(record=name, kind=process.kind, names=names)
    return name


def _entries(overlaps: Overlaps) -> list[dict[str, object]]:
    """The list as a record holds it."""
    return [
        {
            EXISTING: likeness.other.id,
            "score": str(likeness.score),
            "reasons": [
                _line(overlaps.comparison, reason.aspect, reason.score, reason.shared) for reason in likeness.reasons
            ],
        }
        for likeness in overlaps.likenesses
    ]


def _line(comparison: Comparison, aspect: str, score: int, shared: tuple[str, ...]) -> str:
    """A reason as a line of text, in both languages of the law."""
    title = comparison.aspects[aspect].title
    text = f"{title.zh} / {title.en} {score}: {'、'.join(shared)}"
    return " ".join(text.split())[:_LINE]


def _merged(standing: list[object], found: list[dict[str, object]]) -> list[object]:
    """The list as found, with the answers that stand; what was answered and is not found any more comes last."""
    answered = [entry for entry in standing if not (isinstance(entry, dict) and set(entry) <= _OWN)]
    listed: list[object] = []
    for entry in found:
        before = next((one for one in answered if isinstance(one, dict) and _same(one, entry)), {})
        answered = [one for one in answered if one is not before]
        listed.append({**entry, **{name: value for name, value in before.items() if name not in _OWN}})
    return [*listed, *answered]


def _same(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two entries are about the same record."""
    return one.get(EXISTING) == other[EXISTING]
