"""Planning (P1 to P7): who draws up, who hands in, who determines."""

from __future__ import annotations

import pytest

from tests.offices_in_memory import officer_fields
from tests.pack.histories import comes_of, step
from tests.pack.planning_records import (
    OF_DESIGN,
    OF_HEALTH_DESIGN,
    OF_HEALTH_PLAN,
    OF_HEALTH_PROGRAMME,
    OF_HEALTH_WORK,
    OF_NEEDS,
    OF_PLAN,
    OF_PROGRAMME,
    OF_WORK,
    Paper,
    draft,
    rows,
    told,
)
from tests.pingshan_in_memory import pingshan_office

WHO_DRAWS_UP = [  # id and paper, the paper, who may, who may not
    ("P1 needs", OF_NEEDS, "wang wei lan", "tian li-na qin gao hua"),
    ("P2 district plan", OF_PLAN, "li-na qin", "wang wei lan gao fan"),
    ("P3 department plan", OF_HEALTH_PLAN, "wang wei", "tian tong li-na qin lan"),
    ("P4 top-level design", OF_DESIGN, "li-na qin", "wang wei lan gao"),
    ("P5 department design", OF_HEALTH_DESIGN, "wang wei lan", "tian tong li-na qin"),
    ("P6 programme", OF_PROGRAMME, "li-na qin", "wang wei lan fan"),
    ("P6 work plan", OF_WORK, "li-na qin", "wang wei lan fan"),
    ("P7 project plan", OF_HEALTH_PROGRAMME, "wang wei lan", "tian tong li-na qin hua"),
    ("P7 work plan", OF_HEALTH_WORK, "wang wei lan", "tian tong li-na qin hua"),
]


@pytest.mark.parametrize(("paper", "may", "may_not"), rows(WHO_DRAWS_UP))
def test_who_draws_up_p1_p2_p3_p4_p5_p6_p7(paper: Paper, may: str, may_not: str) -> None:
    name, fields, before = paper
    office = pingshan_office(before)

    assert {comes_of(office, step(f"{who} new {name}", fields)) for who in may.split()} == {"draft"}
    assert {comes_of(office, step(f"{who} new {name}", fields)) for who in may_not.split()} == {"R4-DRAFTER"}


WHO_DECIDES = [  # id, paper, who hands it in, who does not, where it waits, who decides, who does not, where it ends
    ("P1", OF_NEEDS, "wang", "wei lan tian li-na", "determination", "li-na", "qin gao tian", "determined"),
    ("P2", OF_PLAN, "li-na", "qin gao wang", "leading-group", "gao", "qin fan wang", "determined"),
    ("P3", OF_HEALTH_PLAN, "wang", "wei tian li-na", "determination", "li-na", "qin gao tian", "determined"),
    ("P4", OF_DESIGN, "qin", "li-na gao wang", "issuing", "li-na", "qiao gao wang", "issued"),
    ("P5", OF_HEALTH_DESIGN, "wang", "wei lan tian", "determination", "li-na", "qin gao tian", "determined"),
    ("P6 programme", OF_PROGRAMME, "li-na", "qin gao wang", "leading-group", "gao", "qin fan wang", "determined"),
    ("P6 work plan", OF_WORK, "li-na", "qin gao wang", "leading-group", "gao", "qin fan wang", "determined"),
    ("P7 project plan", OF_HEALTH_PROGRAMME, "wang", "wei lan tian", "determination", "li-na", "gao fan", "determined"),
    ("P7 work plan", OF_HEALTH_WORK, "wang", "wei lan tian", "determination", "li-na", "gao fan", "determined"),
]


@pytest.mark.parametrize(("paper", "hands_in", "others", "waits", "decides", "bystanders", "ends"), rows(WHO_DECIDES))
def test_who_hands_in_and_who_determines_p1_p2_p3_p4_p5_p6_p7(
    paper: Paper, hands_in: str, others: str, waits: str, decides: str, bystanders: str, ends: str
) -> None:
    name, fields, before = paper
    office = pingshan_office({**before, name: draft(fields)})
    in_hand = told(paper, f"{hands_in} submit")

    assert comes_of(office, in_hand) == waits
    assert {comes_of(office, told(paper, f"{who} submit")) for who in others.split()} == {"R4-ROLE"}
    assert comes_of(office, in_hand, told(paper, f"{decides} approve")) == ends
    assert {comes_of(office, in_hand, told(paper, f"{who} approve")) for who in bystanders.split()} == {"R4-ROLE"}


@pytest.mark.parametrize(
    ("paper", "hands_in", "waits", "decides", "ends"),
    rows((n, p, h, w, d, e) for n, p, h, _, w, d, _, e in WHO_DECIDES),
)
def test_what_is_returned_rejected_or_withdrawn_can_come_in_again_p1_p2_p3_p4_p5_p6_p7(
    paper: Paper, hands_in: str, waits: str, decides: str, ends: str
) -> None:
    name, fields, before = paper
    office = pingshan_office({**before, name: draft(fields)})
    submit, approve = told(paper, f"{hands_in} submit"), told(paper, f"{decides} approve")
    reopen = told(paper, f"{hands_in} advance")

    assert comes_of(office, submit, told(paper, f"{decides} return")) == "draft"
    assert comes_of(office, submit, step(f"{decides} return {name}")) == "R3-OPINION"
    assert comes_of(office, submit, told(paper, f"{decides} reject")) == "rejected"
    assert comes_of(office, submit, told(paper, f"{hands_in} withdraw")) == "withdrawn"
    assert comes_of(office, submit, told(paper, f"{decides} return"), submit, approve) == ends
    assert comes_of(office, submit, told(paper, f"{decides} reject"), reopen, submit) == waits
    assert comes_of(office, submit, told(paper, f"{hands_in} withdraw"), reopen) == "draft"
    assert comes_of(office, submit, approve, told(paper, f"{hands_in} withdraw")) == "R3-WRONG-STAGE"


SAME_PERSON = [  # who hands in and decides, by both posts
    ("P1", OF_NEEDS, "department-cio@health"),
    ("P2", OF_PLAN, "leading-group@group"),
    ("P3", OF_HEALTH_PLAN, "department-cio@health"),
    ("P4", OF_DESIGN, "district-cio-team@office"),
    ("P5", OF_HEALTH_DESIGN, "department-cio@health"),
    ("P6 programme", OF_PROGRAMME, "leading-group@group"),
    ("P6 work plan", OF_WORK, "leading-group@group"),
    ("P7 project plan", OF_HEALTH_PROGRAMME, "department-cio@health"),
    ("P7 work plan", OF_HEALTH_WORK, "department-cio@health"),
]


@pytest.mark.parametrize(("paper", "post"), rows(SAME_PERSON))
def test_nobody_determines_what_they_handed_in_p1_p2_p3_p4_p5_p6_p7(paper: Paper, post: str) -> None:
    name, fields, before = paper
    both = {"officers/li-na": officer_fields("li-na", "district-cio@office", post)}
    office = pingshan_office({**before, **both, name: draft(fields)})

    assert comes_of(office, told(paper, "li-na submit"), told(paper, "li-na approve")) == "R5-SAME-PERSON"


def test_the_regulation_names_no_decision_on_the_top_level_design_and_the_pack_says_that_it_chose_one_p4() -> None:
    law = pingshan_office().office.law
    deciding = [one for one in law.processes["architecture"].transitions if "issuing" in {*one.sources, one.target}]
    told_in = law.bases["P4"]

    assert {one.basis for one in deciding} >= {"P4"}
    assert "制度未写明由谁审定" in told_in.zh
    assert "names no decision" in told_in.en
    assert {law.bases[name].en.count("names no decision") for name in law.bases if name != "P4"} == {0}
