"""Planning (P1 to P7): what a paper must say, and what it must rest on, before it is handed in."""

from __future__ import annotations

import pytest

from cio_ctl.model.law import Verb
from cio_ctl.rules.moves import Move, Request, choose
from tests.offices_in_memory import NOON
from tests.pack.histories import comes_of, step
from tests.pack.planning_records import (
    DESIGN,
    DISTRICT,
    EDUCATION,
    EDUCATION_DESIGN,
    HEALTH,
    HEALTH_DESIGN,
    HEALTH_PLAN,
    HEALTH_PROGRAMME,
    HEARD,
    NEEDS,
    OF_DESIGN,
    OF_HEALTH_DESIGN,
    OF_HEALTH_PLAN,
    OF_HEALTH_PROGRAMME,
    OF_HEALTH_WORK,
    OF_NEEDS,
    OF_PLAN,
    OF_PROGRAMME,
    OF_WORK,
    OTHER_NEEDS,
    PLAN,
    PROGRAMME,
    Fields,
    Paper,
    Records,
    architecture,
    by_district_cio,
    by_leading_group,
    district_plan,
    draft,
    entry,
    needs,
    plan,
    rows,
    standing,
)
from tests.pingshan_in_memory import pingshan_office

DRAFTED_NEEDS: Records = {NEEDS: draft(needs())}
LATER_DESIGN = "planning/2027/district/architecture"
NAMES_NEEDS: list[Fields] = [{"record": OTHER_NEEDS, "entry_id": "records"}]


def with_block(of: Fields, **more: object) -> list[Fields]:
    """The one block of a design, with more fields."""
    blocks = architecture(of)["blocks"]
    assert isinstance(blocks, list)
    return [{**blocks[0], **more}]


RESTS_ON = [  # what is wrong, the paper, other fields, other records, what the submission comes to
    ("P1 a year that is none", ("planning/soon/health/needs", needs(), {}), {}, {}, "R3-GUARD"),
    ("P1 another department than the path's", OF_NEEDS, {"unit": "units/education"}, {}, "R3-GUARD"),
    (
        "P1 determined before it is handed in",
        OF_NEEDS,
        {"determination": {"document": "—", "date": "2026-01-05"}},
        {},
        "R3-GUARD",
    ),
    ("P1 no plan of its own", OF_NEEDS, {"business_plan": None}, {}, "R8-REQUIRED"),
    (
        "P1 no business line",
        OF_NEEDS,
        {"entries": [{"id": "x", "title": "—", "description": "—", "priority": "low"}]},
        {},
        "R8-REQUIRED",
    ),
    ("P1 no entry", OF_NEEDS, {"entries": []}, {}, "R8-SCHEMA"),
    ("P2 no needs considered", OF_PLAN, {"needs_considered": None}, {}, "R3-GUARD"),
    ("P2 needs that are not determined", OF_PLAN, {}, DRAFTED_NEEDS, "R3-GUARD"),
    (
        "P2 an entry for needs not determined",
        OF_PLAN,
        {"entries": [{"id": "x", "title": "—", "content": "—", "needs": NAMES_NEEDS}]},
        {OTHER_NEEDS: draft(needs("units/education"))},
        "R3-GUARD",
    ),
    ("P2 no development plan", OF_PLAN, {"development_plan": None}, {}, "R8-REQUIRED"),
    ("P2 a department named", OF_PLAN, {"unit": "units/health"}, {}, "R3-GUARD"),
    ("P2 a year that is none", ("planning/soon/district/plan", *OF_PLAN[1:]), {}, {}, "R3-GUARD"),
    (
        "P2 determined before it is handed in",
        OF_PLAN,
        {"determination": {"document": "—", "date": "2026-01-05"}},
        {},
        "R3-GUARD",
    ),
    ("P2 said to be a department's", OF_PLAN, HEALTH | {"based_on": None}, {}, "R4-ROLE R3-GUARD"),
    ("P3 said to be the district's", OF_HEALTH_PLAN, {"level": "district"}, {}, "R4-ROLE R3-GUARD"),
    ("P3 another department than the path's", OF_HEALTH_PLAN, {"unit": "units/education"}, {}, "R3-GUARD"),
    ("P3 rests on no district plan", OF_HEALTH_PLAN, {"based_on": None}, {}, "R3-GUARD"),
    ("P3 rests on one not determined", OF_HEALTH_PLAN, {}, {PLAN: draft(district_plan())}, "R3-GUARD"),
    (
        "P3 rests on a department's",
        OF_HEALTH_PLAN,
        {"based_on": "planning/2026/education/plan"},
        {
            "planning/2026/education/plan": by_district_cio(
                plan(EDUCATION, based_on=PLAN), "tian department-cio@education"
            )
        },
        "R3-GUARD",
    ),
    (
        "P3 an entry for needs not determined",
        OF_HEALTH_PLAN,
        {"entries": [{"id": "x", "title": "—", "content": "—", "needs": NAMES_NEEDS}]},
        {OTHER_NEEDS: draft(needs("units/education"))},
        "R3-GUARD",
    ),
    ("P4 rests on no plan", OF_DESIGN, {"plan": None}, {}, "R3-GUARD"),
    ("P4 rests on a plan not determined", OF_DESIGN, {}, {PLAN: draft(district_plan())}, "R3-GUARD"),
    ("P4 rests on a department's plan", OF_DESIGN, {"plan": HEALTH_PLAN}, standing(HEALTH_PLAN), "R3-GUARD"),
    ("P4 a department named", OF_DESIGN, {"unit": "units/health"}, {}, "R3-GUARD"),
    ("P4 no block", OF_DESIGN, {"blocks": []}, {}, "R8-SCHEMA"),
    ("P4 a block without a name", OF_DESIGN, {"blocks": with_block(DISTRICT, name=None)}, {}, "R8-SCHEMA"),
    ("P5 rests on no top-level design", OF_HEALTH_DESIGN, {"based_on": None}, {}, "R3-GUARD"),
    (
        "P5 rests on one not issued",
        OF_HEALTH_DESIGN,
        {"based_on": LATER_DESIGN},
        {LATER_DESIGN: draft(architecture(DISTRICT, plan=PLAN))},
        "R3-GUARD",
    ),
    (
        "P5 rests on a department's",
        OF_HEALTH_DESIGN,
        {"based_on": EDUCATION_DESIGN},
        standing(EDUCATION_DESIGN),
        "R3-GUARD",
    ),
    ("P5 no business line heard", OF_HEALTH_DESIGN, {"business_lines_heard": None}, {}, "R3-GUARD"),
    ("P5 another department than the path's", OF_HEALTH_DESIGN, {"unit": "units/education"}, {}, "R3-GUARD"),
    ("P5 a block of its own only", OF_HEALTH_DESIGN, {"blocks": with_block(DISTRICT)}, {}, "R8-REQUIRED"),
    (
        "P5 a block of another department's design",
        OF_HEALTH_DESIGN,
        {"blocks": with_block(HEALTH, part_of={"record": EDUCATION_DESIGN, "entry_id": "data"})},
        standing(EDUCATION_DESIGN),
        "R3-GUARD",
    ),
    (
        "P5 a block that the top-level design does not have",
        OF_HEALTH_DESIGN,
        {"blocks": with_block(HEALTH, part_of={"record": DESIGN, "entry_id": "x"})},
        {},
        "R8-ENTRY",
    ),
    ("P6 programme on no design", OF_PROGRAMME, {"architecture": None}, {}, "R3-GUARD"),
    (
        "P6 programme on a design not issued",
        OF_PROGRAMME,
        {},
        {DESIGN: draft(architecture(DISTRICT, plan=PLAN))},
        "R3-GUARD",
    ),
    (
        "P6 programme on a department's design",
        OF_PROGRAMME,
        {"architecture": HEALTH_DESIGN},
        standing(HEALTH_DESIGN),
        "R3-GUARD",
    ),
    (
        "P6 programme that carries out a plan not determined",
        OF_PROGRAMME,
        {"entries": [entry(plan_entries=[{"record": "planning/2027/district/plan", "entry_id": "records"}])]},
        {"planning/2027/district/plan": draft(district_plan())},
        "R3-GUARD",
    ),
    (
        "P6 work plan on a design not issued",
        OF_WORK,
        {},
        {DESIGN: draft(architecture(DISTRICT, plan=PLAN))},
        "R3-GUARD",
    ),
    (
        "P6 work plan on a department's design",
        OF_WORK,
        {"architecture": HEALTH_DESIGN},
        standing(HEALTH_DESIGN),
        "R3-GUARD",
    ),
    (
        "P6 work plan of a programme not determined",
        OF_WORK,
        {"programme": PROGRAMME},
        {PROGRAMME: draft(OF_PROGRAMME[1])},
        "R3-GUARD",
    ),
    (
        "P6 work plan of a department's programme",
        OF_WORK,
        {"programme": HEALTH_PROGRAMME},
        standing(HEALTH_DESIGN) | {HEALTH_PROGRAMME: by_district_cio(OF_HEALTH_PROGRAMME[1])},
        "R3-GUARD",
    ),
    ("P6 work plan of a department named", OF_WORK, {"unit": "units/health"}, {}, "R3-GUARD"),
    (
        "P7 project plan on another department's design",
        OF_HEALTH_PROGRAMME,
        {"architecture": EDUCATION_DESIGN},
        {},
        "R3-GUARD",
    ),
    ("P7 project plan on the top-level design", OF_HEALTH_PROGRAMME, {"architecture": DESIGN}, {}, "R3-GUARD"),
    (
        "P7 project plan on a design not determined",
        OF_HEALTH_PROGRAMME,
        {},
        {HEALTH_DESIGN: draft(OF_HEALTH_DESIGN[1])},
        "R3-GUARD",
    ),
    ("P7 project plan without its business lines", OF_HEALTH_PROGRAMME, {"business_lines_heard": None}, {}, "R3-GUARD"),
    ("P7 work plan on another department's design", OF_HEALTH_WORK, {"architecture": EDUCATION_DESIGN}, {}, "R3-GUARD"),
    ("P7 work plan without its business lines", OF_HEALTH_WORK, {"business_lines_heard": None}, {}, "R3-GUARD"),
    (
        "P7 work plan that builds a block not determined",
        OF_HEALTH_WORK,
        {"entries": [entry(blocks=[{"record": EDUCATION_DESIGN, "entry_id": "data"}])]},
        {EDUCATION_DESIGN: draft(architecture(EDUCATION, based_on=DESIGN, **HEARD))},
        "R3-GUARD",
    ),
    (
        "P7 work plan of the district's programme",
        OF_HEALTH_WORK,
        {"programme": PROGRAMME},
        {PROGRAMME: by_leading_group(OF_PROGRAMME[1])},
        "R3-GUARD",
    ),
    (
        "P7 work plan of its own programme",
        OF_HEALTH_WORK,
        {"programme": HEALTH_PROGRAMME},
        {HEALTH_PROGRAMME: by_district_cio(OF_HEALTH_PROGRAMME[1])},
        "determination",
    ),
    (
        "P7 work plan of another department than the path's",
        OF_HEALTH_WORK,
        {"unit": "units/education", "architecture": EDUCATION_DESIGN},
        {},
        "R3-GUARD",
    ),
]


@pytest.mark.parametrize(
    ("basis", "paper", "fields", "records", "comes"), rows((name, name.split()[0], *row) for name, *row in RESTS_ON)
)
def test_what_a_paper_must_rest_on_p1_p2_p3_p4_p5_p6_p7(
    basis: str, paper: Paper, fields: Fields, records: Records, comes: str
) -> None:
    name, good, before = paper
    whole = {key: value for key, value in {**good, **fields}.items() if value is not None}
    hands_in = "qin" if name == DESIGN else "li-na" if "district" in name else "wang"
    office = pingshan_office({**before, **records, name: draft(whole)})

    refused = choose(office.case(name), Request(Verb.SUBMIT, office.officer(hands_in), NOON))

    assert comes_of(office, step(f"{hands_in} submit {name}")) == comes
    if comes == "R3-GUARD":
        assert not isinstance(refused, Move)
        assert [found.basis for found in refused] == [basis]
