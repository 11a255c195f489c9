"""The law from the files of ``schemas/``: read, put together, and checked against itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from cio_ctl.adapters.law.amendments import amendments_in, quorum
from cio_ctl.adapters.law.amounts import MONEY_KEYS, read_money
from cio_ctl.adapters.law.births import born_from
from cio_ctl.adapters.law.consistency import comparisons
from cio_ctl.adapters.law.evaluations import evaluates_in
from cio_ctl.adapters.law.obligations import deadline_changes, obligation
from cio_ctl.adapters.law.overlap import comparison_in
from cio_ctl.adapters.law.reading import LawText, Part
from cio_ctl.adapters.law.score_sheets import score_rules, score_sheet
from cio_ctl.adapters.law.tracing import gaps_in, supersession_in, trace_in
from cio_ctl.adapters.schemas.files import read_schemas
from cio_ctl.adapters.schemas.shapes import JsonShapes
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.finding import Finding, Place, finding
from cio_ctl.model.law import Guard, Law, Process, Related, Role, Stage, Transition, Verb
from cio_ctl.model.paths import PathTemplate
from cio_ctl.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROCEDURE = "procedure.yaml"
_PROCESS = ".process.yaml"
_SCHEMA = ".schema.json"
_PROCESS_KEYS = (
    "kind",
    "title",
    "basis",
    "path",
    "evidence",
    "related",
    "drafted-by",
    "unique",
    "stages",
    "transitions",
    "obligations",
    "compares",
    "changed-by",
    "quorum",
    "own-fields",
    "score-rules",
    "score-sheet",
    "supersedes",
    "trace",
    "evaluates",
    "born-from",
    *MONEY_KEYS,
)
_TRANSITION_KEYS = (
    "verb",
    "id",
    "from",
    "to",
    "basis",
    "when",
    "by",
    "countersigned-by",
    "guards",
    "papers",
    "sets",
    "opinion",
    "same-person",
    "compared",
    "notices",
    "opens",
)
_PROCEDURE_KEYS = (
    "procedure",
    "title",
    "roles",
    "unit-kinds",
    "founder",
    "law",
    "open",
    "bases",
    "utc-offset",
    "deadline-changes",
    "amendments",
    "overlap",
    "gaps",
)
_OFFSET = re.compile(r"([+-])(0[0-9]|1[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class ParsedLaw:
    """What ``schemas/`` says, not yet checked against itself; ``sources`` by kind, procedure.yaml by the empty one."""

    law: Law
    shapes: JsonShapes
    sources: Mapping[str, Source]


def parse_law(files: Mapping[str, bytes]) -> ParsedLaw | tuple[Finding, ...]:
    """The law that files (name below ``schemas/`` to content) spell, or everything that keeps them from being read."""
    schemas, found = read_schemas({name: content for name, content in files.items() if name.endswith(_SCHEMA)})
    texts, unreadable = _texts(files)
    problems = [*found, *unreadable]
    if _PROCEDURE not in files:
        problems.append(finding("L-MISSING", Place("schemas"), key=_PROCEDURE))
    if problems:
        return tuple(problems)
    shapes = JsonShapes(schemas)
    processes = {name: _process(text) for name, text in texts.items() if name != _PROCEDURE}
    law = _law(texts[_PROCEDURE], processes)
    sources = {
        processes[name].kind if name in processes else "": Source(f"schemas/{name}", text.text.lines)
        for name, text in texts.items()
    }
    problems = [entry for text in texts.values() for entry in text.found]
    problems += _kinds(processes, shapes)
    return tuple(problems) if problems else ParsedLaw(law, shapes, sources)


def _texts(files: Mapping[str, bytes]) -> tuple[dict[str, LawText], list[Finding]]:
    """Every YAML file of the law, and what keeps others from being read."""
    texts: dict[str, LawText] = {}
    found: list[Finding] = []
    for name, content in files.items():
        path = f"schemas/{name}"
        if name == _PROCEDURE or name.endswith(_PROCESS):
            read = read_yaml(content, path)
            if isinstance(read, YamlText):
                texts[name] = LawText(path, read)
            else:
                found += read
        elif not name.endswith((_SCHEMA, ".md")):
            found.append(
                finding(
                    "L-UNKNOWN",
                    Place(path),
                    what="kind of file",
                    name=name,
                    known=f"{_PROCEDURE}, *{_PROCESS}, *{_SCHEMA}",
                )
            )
    return texts, found


def _kinds(processes: Mapping[str, Process], shapes: JsonShapes) -> list[Finding]:
    """Each process has a schema, is named after its kind, and has the kind to itself."""
    found = []
    for name, process in processes.items():
        place = Place(f"schemas/{name}", 1)
        if name != f"{process.kind}{_PROCESS}":
            found.append(finding("L-TYPE", place, key="kind", expected=name.removesuffix(_PROCESS)))
        if process.kind not in shapes.properties:
            found.append(finding("L-MISSING", place, key=f"schemas/{process.kind}{_SCHEMA}"))
        elif not shapes.closed(process.kind):
            path = Place(f"schemas/{process.kind}{_SCHEMA}")
            found.append(finding("L-TYPE", path, key="additionalProperties", expected="false"))
    needed = [f"{kind}{_PROCESS}" for kind in ("unit", "officer")]
    return [*found, *(finding("L-MISSING", Place("schemas"), key=name) for name in needed if name not in processes)]


def _law(text: LawText, processes: Mapping[str, Process]) -> Law:
    """The law of an office."""
    root = text.root(
        _PROCEDURE_KEYS,
        ("procedure", "title", "roles", "unit-kinds", "founder", "law"),
    )
    keepers = root.part("law").expecting(("changed-by", "quorum", "paths"), ("changed-by",))
    return Law(
        root.text("procedure"),
        root.label("title"),
        {name: _role(name, part) for name, part in root.named_parts("roles")},
        {name: part.expecting(("title",), ("title",)).label("title") for name, part in root.named_parts("unit-kinds")},
        root.part("founder").actor(),
        keepers.actors("changed-by"),
        keepers.texts("paths"),
        root.part("open").expecting(("paths",)).texts("paths"),
        {name: root.part("bases").label(name) for name in root.part("bases").fields},
        {process.kind: process for process in processes.values()},
        _offset(root),
        deadline_changes(root),
        comparison_in(root),
        gaps=gaps_in(root),
        quorum=quorum(keepers),
        amendments=amendments_in(root),
    )


def _offset(root: Part) -> timezone | None:
    """Where the day begins and ends, as ``+08:00``; None where the law does not say."""
    text = root.text("utc-offset")
    if not text:
        return None
    found = _OFFSET.fullmatch(text)
    if found is None:
        root.wrong("utc-offset", "an offset such as +08:00")
        return None
    span = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-span if found[1] == "-" else span)


def _role(name: str, part: Part) -> Role:
    part.expecting(("title", "held-in"), ("title",))
    return Role(name, part.label("title"), part.texts("held-in"))


def _process(text: LawText) -> Process:
    """How records of one kind move."""
    root = text.root(_PROCESS_KEYS, ("kind", "title", "path"))
    stages = {name: _stage(name, part) for name, part in root.named_parts("stages")}
    return Process(
        root.text("kind"),
        root.label("title"),
        PathTemplate(root.text("path")),
        root.texts("basis"),
        root.text("evidence"),
        _related(root),
        root.drafters("drafted-by"),
        root.texts("unique"),
        stages,
        tuple(_transition(part) for part in root.parts("transitions")),
        {name: obligation(name, part) for name, part in root.named_parts("obligations")},
        root.actors("changed-by"),
        quorum(root),
        root.texts("own-fields"),
        score_rules=score_rules(root),
        score_sheet=score_sheet(root),
        supersession=supersession_in(root),
        trace=trace_in(root),
        evaluates=evaluates_in(root),
        born_from=born_from(root),
        money=read_money(root),
        compares=comparisons(root),
    )


def _stage(name: str, part: Part) -> Stage:
    part.expecting(("title", "editable", "final"), ("title",))
    return Stage(name, part.label("title"), part.flag("editable"), part.flag("final"))


def _related(root: Part) -> dict[str, Related]:
    """Names for other records, by path or by field."""
    below = root.part("related")
    found = {}
    for name, value in below.fields.items():
        if isinstance(value, dict):
            found[name] = Related(field=below.part(name).expecting(("field",), ("field",)).text("field"))
        else:
            found[name] = Related(path=below.text(name))
    return found


def _transition(part: Part) -> Transition:
    """One way on from a stage."""
    part.expecting(_TRANSITION_KEYS, ("verb", "from", "to"))
    verb = part.text("verb")
    if verb not in set(Verb):
        part.wrong("verb", f"one of {', '.join(Verb)}")
        verb = Verb.ADVANCE
    sources, target = part.texts("from"), part.text("to")
    opinion = part.text("opinion")
    if opinion not in {"", "required", "optional"}:
        part.wrong("opinion", "required or optional")
    same_person = part.text("same-person")
    if same_person not in {"", "allowed", "refused"}:
        part.wrong("same-person", "allowed or refused")
    compared = part.text("compared")
    if compared not in {"", "required"}:
        part.wrong("compared", "required")
    return Transition(
        part.text("id") or f"{verb}-{'-'.join(sources)}-{target}",
        Verb(verb),
        sources,
        target,
        part.text("basis"),
        part.matches("when"),
        part.actors("by"),
        part.actors("countersigned-by"),
        tuple(_guard(below) for below in part.parts("guards")),
        part.texts("papers"),
        part.texts("sets"),
        opinion_required=opinion == "required",
        same_person=same_person == "allowed",
        compared=compared == "required",
        notices=part.actors("notices"),
        opens=part.texts("opens"),
    )


def _guard(part: Part) -> Guard:
    part.expecting(("title", "basis", "needs"), ("title", "needs"))
    return Guard(part.label("title"), part.part("needs").match(), part.text("basis"))
