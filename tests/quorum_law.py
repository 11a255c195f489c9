"""The foundation with a quorum: two of its directors agree to every change of law and register."""

from __future__ import annotations

from pathlib import Path

from tests.offices_in_memory import law_texts

SCHEMAS = Path(__file__).parents[1] / "schemas"
PROCEDURE = "schemas/procedure.yaml"
AMENDMENT = "amendments/2026/one/proposal"


def amendment_texts() -> dict[str, str]:
    """The kind of amendments as the shipped pack has it, for directors."""
    process = (SCHEMAS / "amendment.process.yaml").read_text("utf-8")
    process = process.replace("{role: district-cio-team}", "{role: clerk}").replace("district-cio", "director")
    return {
        "schemas/amendment.process.yaml": process.replace("O1", "G1"),
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
