"""The foundation with a quorum: two of its directors agree to every change of law and register."""

from __future__ import annotations

from pathlib import Path

from tests.offices_in_memory import law_texts

SCHEMAS = Path(__file__).parents[1] / "schemas"
PROCEDURE = "schemas/procedure.yaml"
AMENDMENT = "amendments/2026/one/proposal"


_PROCESS = """\
kind: amendment
title: {zh: 修改, en: amendment}
path: amendments/{year}/{amendment}/proposal
evidence: amendments/{year}/{amendment}/evidence
drafted-by: [{role: director}, {role: clerk}]
stages:
  draft: {title: {zh: 草稿, en: draft}, editable: true}
  proposed: {title: {zh: 待同意, en: proposed}}
  in-force: {title: {zh: 已生效, en: in force}, final: true}
transitions:
  - {verb: submit, from: draft, to: proposed, by: [{role: director}]}
  - {verb: approve, id: agree, from: proposed, to: proposed, by: [{role: director}]}
  - {verb: advance, from: proposed, to: in-force, by: [{role: director}]}
  - {verb: return, from: proposed, to: draft, by: [{role: director}]}
"""


def amendment_texts() -> dict[str, str]:
    """A kind of amendments of our own, in fewer stages than the shipped one, with the same shape."""
    return {
        "schemas/amendment.process.yaml": _PROCESS,
        "schemas/amendment.schema.json": (SCHEMAS / "amendment.schema.json").read_text("utf-8"),
    }


def quorum_texts(quorum: int = 2) -> dict[str, str]:
    """The files of the law that demand a quorum, by path."""
    procedure, officer, unit = (
        f"schemas/{name}" for name in ("procedure.yaml", "officer.process.yaml", "unit.process.yaml")
    )
    texts = law_texts()
    keepers = "changed-by: [{role: director}]\n"
    return {
        **amendment_texts(),
        procedure: texts[procedure].replace(
            f"  {keepers}", f"  {keepers}  quorum: {quorum}\namendments: {{kind: amendment, stage: [in-force]}}\n"
        ),
        officer: texts[officer].replace(keepers, f"{keepers}quorum: {quorum}\n"),
        unit: texts[unit].replace(keepers, f"{keepers}quorum: {quorum}\n"),
    }
