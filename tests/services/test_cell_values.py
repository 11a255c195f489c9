"""Cells in the forms that people use become the values that fields want; what fits no form is left as it is."""

from __future__ import annotations

from typing import Any

import pytest

from cio_ctl.model.register import Register, Unit
from cio_ctl.services.cell_values import cell_value

MONEY = {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,12})\.[0-9]{2}$"}
LINE = {"type": "string", "pattern": r"^[^\n]{1,300}$"}
DATE = {"type": "string", "format": "date"}
DESIGN = {"enum": ["district", "department"], "description": "顶层设计（总体架构） district；分块（部门） department"}
LEVEL = {"type": "string", "enum": ["district", "department"], "description": "新区级 district；部门级 department"}
UNIT = {"type": "string", "reference": ["unit"]}
REGISTER = Register(
    {
        f"units/{slug}": Unit(f"units/{slug}", name, "department")
        for slug, name in (("health", "坪山区卫生健康局"), ("one", "同名"), ("two", "同名"))
    },
    {},
)


@pytest.mark.parametrize(
    ("text", "schema", "value"),
    [
        ("1250000", MONEY, "1250000.00"),
        ("1,250,000.5", MONEY, "1250000.50"),
        ("￥3，000 元", MONEY, "3000.00"),
        ("125万元", MONEY, "1250000.00"),
        ("12.3456万", MONEY, "123456.00"),
        ("0.005", MONEY, "0.005"),
        ("-5", MONEY, "-5"),
        ("一百万", MONEY, "一百万"),
        ("9" * 400, MONEY, "9" * 400),
        ("两\n行", LINE, "两 行"),
        ("2026-3-5", DATE, "2026-03-05"),
        ("2026/03/05", DATE, "2026-03-05"),
        ("2026.3.5", DATE, "2026-03-05"),
        ("2026年3月5日", DATE, "2026-03-05"),
        ("20260305", DATE, "2026-03-05"),
        ("2026-03-05 00:00:00", DATE, "2026-03-05"),
        ("三月", DATE, "三月"),
        ("部门级", LEVEL, "department"),
        ("district", LEVEL, "district"),
        ("市级", LEVEL, "市级"),
        ("顶层设计", DESIGN, "district"),
        ("分块", DESIGN, "department"),
        ("坪山区卫生健康局", UNIT, "units/health"),
        ("health", UNIT, "units/health"),
        ("units/health", UNIT, "units/health"),
        ("同名", UNIT, "同名"),
        ("卫健局", UNIT, "卫健局"),
        ("是", {"type": "boolean"}, True),
        ("No", {"type": "boolean"}, False),
        ("也许", {"type": "boolean"}, "也许"),
        ("12", {"type": "integer"}, 12),
        ("12.5", {"type": "integer"}, "12.5"),
        ("自由文字", {"type": "string"}, "自由文字"),
        ("没有模式", {}, "没有模式"),
    ],
)
def test_a_cell_becomes_the_value_that_the_field_wants(text: str, schema: dict[str, Any], value: object) -> None:
    assert cell_value(text, schema, REGISTER) == value
