from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services import sample_dossier as sample
from tests.services.rendered_pages import all_records, pages, squeezed

SIGNS = st.sampled_from("#*_$[]{}\\@<>\"/`~=+-'()|&^%;:,.!?") | st.characters(
    codec="gb2312", exclude_categories=("C", "Z", "M", "Lm", "Sk")
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(SIGNS, min_size=1, max_size=40))
def test_whatever_stands_in_a_field_comes_out_on_paper_as_it_is(text: str) -> None:
    records = all_records()
    records[f"{sample.DOSSIER}/project"]["scope"] = f"始{text}终"
    records[f"{sample.DOSSIER}/project"]["implementing_unit"] = text
    records["units/mingtu"]["name"] = text
    records[f"{sample.DOSSIER}/filing"]["statement"] = text
    found = "".join(pages(sample.standing_of(records)))
    assert f"始{squeezed(text)}终" in found
    assert found.count(squeezed(text)) >= 4


PAYLOAD = '"]}) #read("/etc/passwd") #{panic()} $ /* // <x> @y {{ 7*7 }} {% raw %} `'


def poisoned(value: object) -> object:
    """The same data with every Chinese text replaced by one that would break out."""
    if isinstance(value, dict):
        return {key: poisoned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner) for inner in value]
    return PAYLOAD if isinstance(value, str) and re.search(r"[一-鿿]", value) else value


def poisoned_records() -> list[tuple[str, object]]:
    return [(name, poisoned(fields)) for name, fields in all_records().items()]


def test_no_text_in_any_field_becomes_code() -> None:
    records = {name: fields for name, fields in poisoned_records() if isinstance(fields, dict)}
    found = "".join(pages(sample.standing_of(records)))
    assert found.count('#read("/etc/passwd")') > 40
    assert "{{7*7}}" in found
    assert "root:" not in found


@pytest.mark.parametrize("length", [300, 20000])
def test_long_texts_run_on_over_pages(length: int) -> None:
    records = all_records()
    records[f"{sample.DOSSIER}/project"]["scope"] = "深" * length
    records[f"{sample.DOSSIER}/filing"]["statement"] = "圳" * length
    records[f"{sample.DOSSIER}/project"]["contact"]["email"] = "x" * length  # type: ignore[index]
    found = "".join(pages(sample.standing_of(records)))
    assert min(found.count(sign) for sign in "深圳x") >= length
