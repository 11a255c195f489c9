"""What attackers do in several attacks: decisions and commits made by hand, in an office of the foundation."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

from cio_ctl.adapters.signatures.signing import sign
from cio_ctl.adapters.yaml.writer import with_decision
from cio_ctl.model.commit import signed_content
from tests.offices_in_memory import decision_entry

if TYPE_CHECKING:
    from tests.offices import TestOffice

SHELVES, ROOF = "grants/2026/shelves/application", "grants/2026/roof/application"
NUMBER = {("number",): "G-2026-1"}


def forged_decision(office: TestOffice, **changes: object) -> dict[str, object]:
    """A decision as the director would take it on the small grant, at the time of the next commit."""
    at = (office.now.replace(microsecond=0)).isoformat()
    base: dict[str, object] = {
        "verb": "approve",
        "from": "desk",
        "to": "granted",
        "by": "officers/ada",
        "role": "director",
        "unit": "units/office",
        "at": at,
    }
    return base | changes


def write_decision(office: TestOffice, signer: str | None, **changes: object) -> None:
    """Grant the small grant by hand, and commit it."""
    office.now += timedelta(hours=1)
    decision = forged_decision(office, **changes)
    office.edit(SHELVES, {("stage",): decision["to"], ("number",): "G-1", ("decisions", 1): decision})
    office.now -= timedelta(hours=1)
    office.commit(signer)


def decide_by_hand(office: TestOffice, record: str, words: str) -> None:
    """Add a decision such as ``ben clerk@office submit open settled`` without asking the program, and commit it."""
    path, (officer, *_, stage) = office.path(record), words.split()
    moment = (office.now + timedelta(hours=1)).isoformat()
    path.write_text(with_decision(path.read_text("utf-8"), stage, decision_entry(words, moment)), "utf-8")
    office.commit(officer, "by hand", moment)


def commit_tree(office: TestOffice, tree: str, parent: str) -> None:
    """A commit object made by hand, signed by the director, and the branch moved to it."""
    office.now += timedelta(hours=1)
    moment = f"{int(office.now.timestamp())} +0800"
    content = f"tree {tree}\nparent {parent}\nauthor a <a@a> {moment}\ncommitter a <a@a> {moment}\n\nx\n"
    whole = signed_content(content.encode(), sign(office.key("ada"), content.encode(), office.environment))
    made = office.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=whole.decode())
    office.git("update-ref", "refs/heads/main", made)


def bare_commit(office: TestOffice, **headers: str) -> bytes:
    """The unsigned content of a commit by the director on HEAD, with its tree; headers can be put in or changed."""
    office.now += timedelta(hours=1)
    moment = f"{int(office.now.timestamp())} +0800"
    lines = {
        "tree": office.git("rev-parse", "HEAD^{tree}"),
        "parent": office.git("rev-parse", "HEAD"),
        "author": f"a <a@a> {moment}",
        "committer": f"a <a@a> {moment}",
    }
    return "".join(f"{name} {value}\n" for name, value in (lines | headers).items() if value).encode() + b"\nx\n"


def put(office: TestOffice, content: bytes) -> str:
    """Store the content of a commit, well-formed or not, and let the main branch stand on it."""
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    done = subprocess.run(words, cwd=office.folder, input=content, capture_output=True, check=True)
    made = done.stdout.decode("ascii").strip()
    (office.folder / ".git" / "refs" / "heads" / "main").write_text(f"{made}\n", "ascii")
    return made


def put_signed(office: TestOffice, content: bytes, officer: str = "ada") -> str:
    """The same, with the signature of an officer."""
    return put(office, signed_content(content, sign(office.key(officer), content, office.environment)))


def put_tree(office: TestOffice, entries: bytes) -> None:
    """A commit, signed by the director, whose tree has more entries than that of HEAD; sorted or not."""
    tree = office.git("rev-parse", "HEAD^{tree}")
    here = subprocess.run(["git", "cat-file", "tree", tree], cwd=office.folder, capture_output=True, check=True).stdout
    words = ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"]
    done = subprocess.run(words, cwd=office.folder, input=entries + here, capture_output=True, check=True)
    put_signed(office, bare_commit(office, tree=done.stdout.decode("ascii").strip()))


def clean_branch(office: TestOffice) -> None:
    """A branch with one decision, and a main branch that went on."""
    office.git("switch", "-qc", "side")
    office.decide("ada", "approve", SHELVES, fields=NUMBER)
    office.git("switch", "-q", "main")
    office.edit("officers/eva", {("title",): "馆员"})
    office.commit("ada")
