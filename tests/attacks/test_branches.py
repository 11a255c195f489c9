"""Commands that look at every branch: one that is none, or thousands of them, are told and stop nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Ran
    from tests.offices import TestOffice

COMMANDS = (("todo",), ("todo", "--json"), ("status",), ("list", "grant"), ("due",), ("doctor",), ("verify",))


def stand(office: TestOffice, name: str, object_id: str) -> None:
    """Let a branch stand on an object, whatever it is."""
    (office.folder / ".git" / "refs" / "heads" / name).write_text(f"{object_id}\n", "ascii")


@pytest.mark.parametrize("kind", ["blob", "tree", "tag", "nothing", "huge file"])
def test_a_branch_that_is_none_stops_no_command(
    office: TestOffice, run: Callable[..., Ran], become: Callable[[str], TestOffice], kind: str
) -> None:
    become("ben")
    head = office.git("rev-parse", "HEAD")
    if kind == "tag":
        text = f"object {head}\ntype commit\ntag v1\ntagger a <a@a> 1 +0000\n\nx\n"
        stand(office, "hostile", office.git("hash-object", "-t", "tag", "-w", "--stdin", given=text))
    elif kind == "huge file":
        office.git("switch", "-qc", "hostile")
        (office.folder / "records" / "grants" / "2026" / "roof" / "application.yaml").write_bytes(b"#" * 50_000_000)
        office.commit(None)
        office.git("switch", "-q", "main")
    else:
        wanted = {"blob": "HEAD:schemas/procedure.yaml", "tree": "HEAD^{tree}", "nothing": ""}[kind]
        stand(office, "hostile", office.git("rev-parse", wanted) if wanted else "1" * 40)

    for call in COMMANDS:
        ran = run(*call)
        assert "Traceback" not in ran.err, call
        assert ran.code in {0, 4, 5}, (call, ran)
    assert run("list", "grant").code == 0
    assert run("todo").code == 0


def test_a_thousand_branches_on_one_commit_are_looked_at_once(
    office: TestOffice, run: Callable[..., Ran], become: Callable[[str], TestOffice]
) -> None:
    become("ben")
    old = office.git("rev-parse", "HEAD~1")
    lines = "".join(f"{old} refs/heads/hostile-{number}\n" for number in range(1_000))
    (office.folder / ".git" / "packed-refs").write_text(f"# pack-refs with: sorted\n{lines}", "ascii")

    assert run("todo").code == 0
