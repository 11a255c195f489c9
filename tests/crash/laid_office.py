"""What the foundation's office holds for the walk: kinds for every command, and a record that each acts on."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.compared_kinds import COMPARED_KINDS
from tests.evaluating_kinds import EVALUATING_KINDS
from tests.offices import TestOffice
from tests.overlap_law import compare_grants
from tests.paper_office import shared_layouts
from tests.performed_grants import PACK
from tests.quorum_law import PROCEDURE, amendment_texts
from tests.scored_kinds import SCORED_KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.ground import Ground

SHELVES, ROOF, LANE = (f"grants/2026/{name}/application" for name in ("shelves", "roof", "lane"))
CASES = "grants/2026/cases/application"
TERMS, CHECK, RATING = "purchases/lamps/terms", "purchases/lamps/check", "ratings/light"
AMENDED = "\namendments: {kind: amendment, stage: [in-force]}\n"
_LAMP = {"what": "灯", "pieces": 20, "price": "1000.00"}
_MEDALS = [{"medal": "gold", "from": "90"}, {"medal": "none", "from": "0"}]
_SCALE = {"points": [{"name": "speed", "worth": "100", "costs": "2.5"}], "sum": "100", "medals": _MEDALS}
_PAGE = {
    "templates/card/form.yaml": """\
form: card
title: {zh: 卡片, en: card}
head: grant
version: "1"
template: form.typ.j2
fields:
  - {name: title, title: {zh: 名称, en: title}, from: application.title}
""",
    "templates/card/form.typ.j2": '#import "paper.typ": *\n#show: paper\n#{{ box.title.value }}\n',
    **shared_layouts(),
}


def pack_with_workflows(folder: Path) -> Path:
    """The foundation's law with a place for workflows, as a pack in a folder."""
    shutil.copytree(PACK, folder)
    procedure = folder / PROCEDURE
    procedure.write_text(_with_workflows(procedure.read_text("utf-8")), "utf-8")
    return folder


def _with_workflows(procedure: str) -> str:
    return procedure.replace("\nlaw:\n", "\nlaw:\n  paths: [.github]\n")


def lay_in(ground: Ground) -> None:
    """Enact the kinds, and draw up and decide what the commands need; derived files are brought up."""
    office = TestOffice(ground.office, ground.environment)
    ground.git("config", "gpg.ssh.allowedSignersFile", str(ground.office / ".git" / "cio-ctl-allowed-signers"))
    _enact(office)
    _draft(office)
    office.close()
    assert ground.call("ada", "doctor", "--mend")["code"] in {0, 5}
    ground.done("ada", "verify")
    _grant(ground)
    ground.done("dan", "new", "grant", "2026", "cases", "--set", "title=图书馆新书柜购置", *_HILLTOP)
    ground.done("dan", "new", "report", "2026", "cases", "--set", "spent=0.00")
    ground.files |= {"base": ground.git("rev-parse", "HEAD"), "eva": _key_of(ground, "eva")}


_HILLTOP = ("--set", "library=units/hilltop")


def _enact(office: TestOffice) -> None:
    """One law by which grants are compared, purchases checked, things scored, libraries evaluated, law amended."""
    compare_grants(office.folder)
    for folder in ("card", "layouts"):
        (office.folder / "templates" / folder).mkdir(parents=True, exist_ok=True)
    procedure = (office.folder / PROCEDURE).read_text("utf-8")
    kinds = COMPARED_KINDS | SCORED_KINDS | EVALUATING_KINDS | amendment_texts() | _PAGE
    office.enact(kinds | {PROCEDURE: _with_workflows(procedure) + AMENDED}, "Compare, score, evaluate, amend")


def _draft(office: TestOffice) -> None:
    """Drafts that are compared and scored, and what they are measured by."""
    office.draft("scales/light", "scale", _SCALE)
    office.draft(RATING, "rating", {"scale": "scales/light", "marks": [{"of": "speed", "faults": [{"what": "慢"}]}]})
    office.draft(TERMS, "terms", {"goods": [_LAMP], "most": "1050.00"})
    office.draft(CHECK, "check", {"bought": [_LAMP], "named": [{"record": TERMS}]})
    for record in ("scales/light", TERMS):
        office.decide("ben", "submit", record)


def _grant(ground: Ground) -> None:
    """A grant that is given and accounted for: it can be acknowledged, and closed."""
    amount = ("--set", "amount=5000.00", "--set", "own_works=true")
    ground.done("dan", "new", "grant", "2026", "lane", "--set", "title=小路", *_HILLTOP, *amount)
    ground.done("dan", "attach", LANE, "{paper}", "--type", "quote")
    ground.done("dan", "submit", LANE)
    ground.done("ada", "approve", LANE, "--set", "number=G-7")
    ground.done("dan", "new", "report", "2026", "lane", "--set", "spent=5000.00")
    ground.done("dan", "submit", "grants/2026/lane/report")


def _key_of(ground: Ground, officer: str) -> str:
    """The fingerprint of an officer's key."""
    text = (ground.office / "records" / "officers" / f"{officer}.yaml").read_text("utf-8")
    return next(line.split()[-1].strip('"') for line in text.splitlines() if "fingerprint" in line)
