"""The foundation's law with a comparison of grants: by their titles, entered in the report on a grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OVERLAP = """\
overlap:
  aspects:
    title: {title: {zh: 名称, en: title}, weight: 100}
  kinds:
    grant:
      fields: {title: [title]}
      ignored-stages: [closed]
  least: 30
  entered-in: {record: "grants/{year}/{grant}/report", field: like_grants}
  place-names: [山顶]
  common-words: [购置, 图书馆]
  like-words: [[书架, 书柜], [屋顶, 房顶]]
"""
LIKE_GRANTS = """\
    "like_grants": {
      "title": "相似资助 / like grants",
      "type": "array",
      "items": {
        "type": "object",
        "properties": {
          "existing": {"title": "相似的资助 / like grant", "type": "string", "reference": ["grant"]},
          "score": {"title": "相似度 / likeness", "type": "string"},
          "reasons": {"title": "相似之处 / what is alike", "type": "array", "items": {"type": "string"}},
          "answer": {"title": "意见 / answer", "type": "string"}
        },
        "required": ["existing", "score", "reasons", "answer"],
        "additionalProperties": false
      }
    },
"""


def with_like_grants(report_schema: str) -> str:
    """The schema of reports, with the field in which like grants are entered."""
    before = '    "annexes":'
    assert before in report_schema
    return report_schema.replace(before, LIKE_GRANTS + before, 1)


def compare_grants(folder: Path) -> None:
    """Write the comparison into the law of an office in the working tree."""
    procedure, schema = folder / "schemas" / "procedure.yaml", folder / "schemas" / "report.schema.json"
    procedure.write_text(procedure.read_text("utf-8") + OVERLAP, "utf-8")
    schema.write_text(with_like_grants(schema.read_text("utf-8")), "utf-8")
