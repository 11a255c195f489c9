"""The CI workflows that ship: one for each forge, with the anchor and the version of cio-ctl pinned in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from cio_ctl.model.forges import Forge


@dataclass(frozen=True, slots=True)
class _Workflow:
    """Where a forge looks for a workflow, the text to begin from, and what is its own in it."""

    path: str
    text: str
    runner: str
    form: str = ""


_WORKFLOWS: Final = {
    Forge.GITHUB: _Workflow(".github/workflows/cio-ctl.yaml", "actions.yaml", "ubuntu-24.04", "github"),
    Forge.GITLAB: _Workflow(".gitlab-ci.yml", "gitlab.yaml", "python:3.12-bookworm"),
    Forge.GITEA: _Workflow(".gitea/workflows/cio-ctl.yaml", "actions.yaml", "ubuntu-latest", "text"),
    Forge.FORGEJO: _Workflow(".forgejo/workflows/cio-ctl.yaml", "actions.yaml", "docker", "text"),
}
FORGES: Final = tuple(_WORKFLOWS)


def workflow(forge: Forge, anchor: str, package: str, branch: str) -> tuple[str, str]:
    """The path of a forge's workflow and its text.

    ``package`` is what pip installs (``cio-ctl==1.2.0``), ``branch`` the one that is proved.
    """
    known = _WORKFLOWS[forge]
    text = (files("cio_ctl") / "workflows" / known.text).read_text(encoding="utf-8")
    values = {"anchor": anchor, "package": json.dumps(package), "branch": json.dumps(branch)}
    for name, value in (values | {"runner": known.runner, "format": known.form}).items():
        text = text.replace(f"@{name}@", value)
    return known.path, text
