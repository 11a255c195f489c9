"""Fields that a user sets, laid over others."""

from __future__ import annotations

from cio_ctl.services.assigning import put


def test_a_value_set_below_a_mapping_leaves_the_mapping_that_was_given_as_it_is() -> None:
    given: dict[str, object] = {"name": "甲"}
    first: dict[str, object] = {}
    second: dict[str, object] = {}

    put(first, ("contact",), given)
    put(first, ("contact", "phone"), "1")
    put(second, ("contact",), given)

    assert first == {"contact": {"name": "甲", "phone": "1"}}
    assert second == {"contact": {"name": "甲"}}


def test_a_value_set_below_what_is_no_mapping_takes_its_place() -> None:
    data: dict[str, object] = {"contact": "甲"}

    put(data, ("contact", "phone"), "1")

    assert data == {"contact": {"phone": "1"}}
