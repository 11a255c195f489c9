"""Which commands are killed, as whom, and on what ground; and which only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.crash.laid_office import CASES, CHECK, LANE, RATING, ROOF, SHELVES
from tests.quorum_law import AMENDMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.crash.ground import Ground

LAW = "schemas/grant.process.yaml"
UNTIL = ("--until", "2099-12-31")


class Walk(NamedTuple):
    """A call of the program, and what it needs beside the office."""

    officer: str
    words: tuple[str, ...]
    given: Callable[[Ground], None] | None = None


def disputed(ground: Ground) -> None:
    """A commit of eva's that was signed after the key had been taken from her."""
    ground.done("eva", "edit", ROOF, "--set", "title=平屋顶")
    ground.files["disputed"] = ground.git("rev-parse", "HEAD")
    ground.done("ada", "officer", "compromised", "eva", "--key", "{eva}", "--since", "{base}")


def edited_law(ground: Ground) -> None:
    """A file of the law that is edited by hand."""
    path = ground.office / LAW
    path.write_text(path.read_text("utf-8") + "# 修改\n", "utf-8")


def proposed(ground: Ground) -> None:
    """An amendment that is handed in."""
    edited_law(ground)
    ground.done("ada", *PROPOSE)
    ground.git("restore", LAW)
    ground.done("ada", "submit", AMENDMENT)


def served(ground: Ground) -> None:
    """A server that holds what the office holds, to which it pushes."""
    server = ground.place / "server.git"
    ground.git("clone", "-q", "--bare", str(ground.office), str(server), folder=".")
    ground.git("remote", "add", "origin", str(server))
    ground.git("fetch", "-q", "origin")
    ground.git("branch", "-q", "--set-upstream-to=origin/main", "main")


def muddled(ground: Ground) -> None:
    """An office in which everything derived is spoilt, and locks and unfinished files were left."""
    git = ground.office / ".git"
    whole = ground.call("ada", *COMMANDS["approve"].words)
    ground.lay_out()
    moved = whole["steps"].index("update-ref") + 1
    assert ground.call("ada", *COMMANDS["approve"].words, at=moved + 1)["code"] == -9
    (git / "index").write_bytes(b"broken")
    (git / "cio-ctl-allowed-signers").write_text("", "utf-8")
    for lock in (git / "index.lock", git / "refs" / "heads" / "main.lock", ground.office / ".cio-ctl-left"):
        lock.touch()
    ground.let_time_pass()


PROPOSE = ("propose", "2026", "one", "--title", "修改", "--file", LAW)
COMMANDS: dict[str, Walk] = {
    "unit add": Walk("ada", ("unit", "add", "harbour", "--name", "海港图书馆", "--kind", "library")),
    "officer add": Walk(
        "ada", ("officer", "add", "hal", "--name", "哈", "--key", "{key}", "--role", "librarian@hilltop")
    ),
    "officer appoint": Walk("ada", ("officer", "appoint", "eva", "--role", "clerk@office")),
    "officer rekey": Walk("ada", ("officer", "rekey", "eva", "--key", "{key}")),
    "officer compromised": Walk("ada", ("officer", "compromised", "eva", "--key", "{eva}", "--since", "{base}")),
    "officer suspend": Walk("ada", ("officer", "suspend", "eva", "--reason", "调查")),
    "officer delegate": Walk("ada", ("officer", "delegate", "ben", "--to", "cai", "--role", "clerk@office", *UNTIL)),
    "affirm": Walk("ada", ("affirm", "{disputed}"), disputed),
    "propose": Walk("ada", PROPOSE, edited_law),
    "new": Walk("dan", ("new", "grant", "2026", "lamps", "--set", "title=灯", "--set", "library=units/hilltop")),
    "edit": Walk("dan", ("edit", ROOF, "--set", "title=大屋顶")),
    "attach": Walk("dan", ("attach", ROOF, "{paper}", "--type", "plan")),
    "import": Walk("dan", ("import", "grant", "{table}", "--id", "2026 table-{{n}}")),
    "compare": Walk("ben", ("compare", CHECK)),
    "score": Walk("ben", ("score", RATING)),
    "evaluate": Walk("ben", ("evaluate", "hilltop", "2026")),
    "overlap": Walk("dan", ("overlap", CASES, "--enter")),
    "submit": Walk("dan", ("submit", ROOF)),
    "approve": Walk("ada", ("approve", SHELVES, "--set", "number=G-1")),
    "return": Walk("ben", ("return", SHELVES, "--opinion", "报价不全")),
    "reject": Walk("ben", ("reject", SHELVES, "--opinion", "重复")),
    "withdraw": Walk("dan", ("withdraw", SHELVES)),
    "acknowledge": Walk("fay", ("acknowledge", LANE)),
    "advance": Walk("ben", ("advance", LANE)),
    "advance an amendment": Walk("ada", ("advance", AMENDMENT), proposed),
    "ci": Walk("ada", ("ci", "github")),
    "submit --push": Walk("dan", ("submit", ROOF, "--push"), served),
    "submit --request": Walk("dan", ("submit", ROOF, "--request"), served),
}
"""What makes one commit."""

FILES: dict[str, tuple[Walk, str]] = {
    "verify --report": (Walk("ada", ("verify", "--report", "{out}/report.txt")), "report.txt"),
    "due --ics": (Walk("ada", ("due", "--ics", "{out}/due.ics")), "due.ics"),
    "render": (Walk("ada", ("render", "card", "grants/2026/lane", "-o", "{out}/card.pdf")), "card.pdf"),
    "export": (Walk("ada", ("export", "--dossier", "grants/2026/lane", "-o", "{out}/lane.zip")), ""),
    "export a folder": (Walk("ada", ("export", "--dossier", "grants/2026/lane", "-o", "{out}/lane")), ""),
}
"""What writes a file outside the office, and the name of one that lies there already (empty: nothing may)."""

READING: dict[str, tuple[str, ...]] = {
    "doctor": ("doctor",),
    "todo": ("todo", "--all"),
    "status": ("status",),
    "list": ("list",),
    "log": ("log", SHELVES),
    "why": ("why", LANE),
    "show": ("show", SHELVES),
    "due": ("due", "--all"),
    "trace": ("trace", LANE),
    "validate": ("validate",),
    "verify": ("verify",),
    "explain": ("explain", "R3-GUARD"),
    "check": ("check", "HEAD~1..HEAD"),
    "forms": ("forms",),
    "forms lint": ("forms", "lint"),
    "verify-dossier": ("verify-dossier", "{out}/lane.zip"),
    "verify-form": ("verify-form", "{out}/card.pdf"),
    "officer signers": ("officer", "signers"),
    "hook status": ("hook", "status", "."),
}
"""What only reads, as long as it is not told to write a file."""

SERVERS: dict[str, tuple[str, ...]] = {
    "hook install": ("hook", "install", "--chain", "--protect", "release", "--protect", "main"),
    "hook remove": ("hook", "remove"),
}
"""What changes a server."""

ALONE = {"forms new", "forms word", "init", "demo", "hook pre-receive"}
"""What has a test of its own, as ``doctor --mend`` has."""
