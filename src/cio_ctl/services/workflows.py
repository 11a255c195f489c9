"""The workflow by which a forge judges each request: entered in the office as a change of law."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cio_ctl import __version__
from cio_ctl.adapters.workflows import workflow
from cio_ctl.adapters.working_tree import read_file
from cio_ctl.model.errors import BadBranchName, BadRequirement, WorkflowTaken
from cio_ctl.services.committing import Done, Plan, carry_out
from cio_ctl.services.marks import read_marks

if TYPE_CHECKING:
    from cio_ctl.model.forges import Forge
    from cio_ctl.services.workplace import Workplace

_OURS = b"Written by `cio-ctl ci`"
_REQUIREMENT = re.compile(r"cio-ctl(?:==[\w.+!-]+| @ https://[\w.~:/%+#=-]+)", re.ASCII)
_BRANCH = re.compile(r"[\w.][\w./-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pins:
    """What is fixed in a workflow; what is left empty is found: the anchor known here, this version."""

    anchor: str = ""
    package: str = ""
    branch: str = "main"


@dataclass(frozen=True, slots=True)
class Entered:
    """A workflow: where it lies, its text, and the commit that entered it."""

    path: str
    text: str
    anchor: str
    done: Done


def drawn_workflow(workplace: Workplace, forge: Forge, pins: Pins) -> Entered:
    """The workflow of a forge for this office, entered nowhere.

    Raises:
        UnknownRevision: the anchor is no commit here.
        BadRequirement, BadBranchName: of what is pinned.
    """
    package = pins.package or f"cio-ctl=={__version__}"
    if not _REQUIREMENT.fullmatch(package):
        raise BadRequirement(package=package)
    if not _BRANCH.fullmatch(pins.branch) or not workplace.repository.refs.is_name(pins.branch):
        raise BadBranchName(branch=pins.branch)
    anchor = workplace.commit_at(pins.anchor or read_marks(workplace).anchor or _root(workplace))
    path, text = workflow(forge, anchor, package, pins.branch)
    return Entered(path, text, anchor, Done(""))


def _root(workplace: Workplace) -> str:
    """The first commit of the history."""
    roots = workplace.repository.git.run("rev-list", "--max-parents=0", workplace.head.commit)
    return roots.decode("ascii").split()[-1]


def enter_workflow(workplace: Workplace, forge: Forge, pins: Pins, *, dry_run: bool = False) -> Entered:
    """Commit the workflow of a forge, or bring it up to date.

    Raises:
        WorkflowTaken: there is one that was not written by cio-ctl.
        Refused: the law does not let this officer, or does not guard the place.
    """
    drawn = drawn_workflow(workplace, forge, pins)
    root = workplace.repository.work_tree
    for lying in (workplace.snapshot.blob(drawn.path), read_file(root, drawn.path) if root else None):
        if lying is not None and _OURS not in lying:
            raise WorkflowTaken(path=drawn.path, forge=forge)
    plan = Plan({drawn.path: drawn.text.encode()}, f"Enter the workflow for {forge}\n")
    done = carry_out(workplace, plan, f"ci {forge}", dry_run=dry_run)
    return Entered(drawn.path, drawn.text, drawn.anchor, done)
