"""Planning (P2 to P7): what supersedes what, what is adjusted, what is reported to whom."""

from __future__ import annotations

import pytest

from cio_ctl.rules.rounds import notices_open
from cio_ctl.rules.tracing.revisions import superseded_by
from tests.pack.histories import after, comes_of, step
from tests.pack.planning_records import (
    DESIGN,
    EDUCATION,
    EDUCATION_DESIGN,
    HEARD,
    NEEDS,
    OF_DESIGN,
    OF_HEALTH_DESIGN,
    OF_HEALTH_PLAN,
    OF_HEALTH_PROGRAMME,
    OF_HEALTH_WORK,
    OF_PLAN,
    OF_PROGRAMME,
    OF_WORK,
    PLAN,
    WORK,
    Fields,
    Paper,
    Records,
    architecture,
    by_district_cio,
    by_leading_group,
    district_plan,
    draft,
    issued,
    plan,
    programme,
    rows,
    standing,
    told,
)
from tests.pingshan_in_memory import pingshan_office


def revised(name: str, fields: Fields, **more: object) -> tuple[str, Fields]:
    """The paper of the year after, which revises this one."""
    return name.replace("2026", "2027"), {**fields, "supersedes": name, "revision_notes": "—", **more}


REVISIONS = [  # the paper that is revised, as it stands in force; who hands in the next one; where that waits
    ("P2 district plan", OF_PLAN, by_leading_group(OF_PLAN[1]), "li-na", "leading-group"),
    ("P3 department plan", OF_HEALTH_PLAN, by_district_cio(OF_HEALTH_PLAN[1]), "wang", "determination"),
    ("P4 top-level design", OF_DESIGN, issued(OF_DESIGN[1]), "qin", "issuing"),
    ("P5 department design", OF_HEALTH_DESIGN, by_district_cio(OF_HEALTH_DESIGN[1]), "wang", "determination"),
    ("P6 programme", OF_PROGRAMME, by_leading_group(OF_PROGRAMME[1]), "li-na", "leading-group"),
    ("P7 project plan", OF_HEALTH_PROGRAMME, by_district_cio(OF_HEALTH_PROGRAMME[1]), "wang", "determination"),
]


@pytest.mark.parametrize(("paper", "former", "hands_in", "waits"), rows(REVISIONS))
def test_a_revision_says_what_it_revises_which_is_in_force_p2_p3_p4_p5_p6_p7(
    paper: Paper, former: Fields, hands_in: str, waits: str
) -> None:
    name, blank, before = paper
    later, fields = revised(name, blank)
    in_force = {**before, name: former}

    def submitted(records: Records, **changed: object) -> str:
        whole = {key: value for key, value in {**fields, **changed}.items() if value is not None}
        return comes_of(pingshan_office({**records, later: draft(whole)}), step(f"{hands_in} submit {later}"))

    assert submitted(in_force) == waits
    assert submitted(in_force, supersedes=None, revision_notes=None) == "R3-GUARD"
    assert submitted(in_force, revision_notes=None) == "R8-REQUIRED"
    assert submitted({**before, name: draft(blank)}) == "R3-GUARD"
    assert submitted(before, supersedes=later) == "R3-GUARD"
    assert submitted(before, supersedes=None, revision_notes=None) == waits


@pytest.mark.parametrize(("paper", "former", "hands_in", "waits"), rows(REVISIONS))
def test_both_stay_readable_when_one_supersedes_the_other_p2_p3_p4_p5_p6_p7(
    paper: Paper, former: Fields, hands_in: str, waits: str
) -> None:
    name, blank, before = paper
    later, fields = revised(name, blank)
    decides = "gao" if waits == "leading-group" else "li-na"
    office = pingshan_office({**before, name: former})
    drawn = step(f"{hands_in} new {later}", fields)

    begun = after(office, drawn, step(f"{hands_in} submit {later}"))
    revised_office = after(office, drawn, step(f"{hands_in} submit {later}"), step(f"{decides} approve {later}"))

    assert revised_office.files[f"records/{name}.yaml"] == office.files[f"records/{name}.yaml"]
    assert superseded_by(begun.office, begun.found(name)) == ()
    assert superseded_by(revised_office.office, revised_office.found(name)) == (later,)
    assert comes_of(revised_office, step(f"{hands_in} edit {name}", {"title": "x"})) == "R6-NOT-A-DRAFT"


def test_of_one_plan_there_is_one_revision_p2() -> None:
    later, fields = revised(PLAN, district_plan(), needs_considered=[NEEDS])
    office = pingshan_office({**standing(NEEDS, PLAN), later: by_leading_group(fields, "2027-02-03")})
    third = PLAN.replace("2026", "2028")

    assert comes_of(office, step(f"li-na new {third}", {**fields, "supersedes": PLAN})) == "R8-UNIQUE"
    assert comes_of(office, step(f"li-na new {third}", {**fields, "supersedes": later})) == "draft"


@pytest.mark.parametrize(("kind", "basis"), [("plan", "P3"), ("architecture", "P5"), ("programme", "P7")])
def test_a_department_revises_no_other_departments_paper_p3_p5_p7(kind: str, basis: str) -> None:
    theirs = {
        "plan": plan(EDUCATION, based_on=PLAN),
        "architecture": architecture(EDUCATION, based_on=DESIGN, **HEARD),
        "programme": programme(EDUCATION, EDUCATION_DESIGN, **HEARD),
    }[kind]
    ours = {"plan": OF_HEALTH_PLAN, "architecture": OF_HEALTH_DESIGN, "programme": OF_HEALTH_PROGRAMME}[kind]
    former = f"planning/2026/education/{kind}"
    later, fields = revised(ours[0], ours[1], supersedes=former)
    records = {
        **ours[2],
        **standing(EDUCATION_DESIGN),
        former: by_district_cio(theirs, "tian department-cio@education"),
    }
    office = pingshan_office({**records, later: draft(fields)})

    assert comes_of(office, step(f"wang submit {later}")) == "R3-GUARD"
    assert basis in office.office.law.processes[kind].basis


REPORTED = [  # the paper, who handed it in and determined it, to whom it is then reported, what acknowledging comes to
    ("P6 programme", OF_PROGRAMME, "li-na gao", ["development-finance"], "determined"),
    ("P6 work plan", OF_WORK, "li-na gao", ["development-finance"], "determined"),
    ("P2 district plan", OF_PLAN, "li-na gao", [], "R3-NO-TRANSITION"),
    ("P4 top-level design", OF_DESIGN, "qin li-na", [], "R3-NO-TRANSITION"),
    ("P7 project plan", OF_HEALTH_PROGRAMME, "wang li-na", [], "R3-NO-NOTICE"),
    ("P7 work plan", OF_HEALTH_WORK, "wang li-na", [], "R3-NO-NOTICE"),
]


@pytest.mark.parametrize(("paper", "officers", "bodies", "comes"), rows(REPORTED))
def test_what_is_reported_to_development_finance_once_determined_p2_p4_p6_p7(
    paper: Paper, officers: str, bodies: list[str], comes: str
) -> None:
    name, fields, before = paper
    hands_in, decides = officers.split()
    steps = told(paper, f"{hands_in} submit"), told(paper, f"{decides} approve")
    office = pingshan_office({**before, name: draft(fields)})

    waiting = after(office, steps[0]).case(name)
    done = after(office, *steps).case(name)

    assert [actor.role for actor in notices_open(waiting)] == []
    assert [actor.role for actor in notices_open(done)] == bodies
    assert comes_of(office, *steps, step(f"fan acknowledge {name}")) == comes


def test_development_finance_acknowledges_a_report_once_p6() -> None:
    office = pingshan_office({**OF_WORK[2], WORK: draft(OF_WORK[1])})
    steps = told(OF_WORK, "li-na submit"), told(OF_WORK, "gao approve")
    read = told(OF_WORK, "fan acknowledge")

    assert comes_of(office, *steps, told(OF_WORK, "wang acknowledge")) == "R4-ROLE"
    assert comes_of(office, *steps, read, read) == "R3-NO-NOTICE"
    assert notices_open(after(office, *steps, read).case(WORK)) == ()


@pytest.mark.parametrize(
    ("paper", "officers", "bodies"),
    rows(
        [
            ("P6 work plan", OF_WORK, "li-na gao", ["development-finance"]),
            ("P7 work plan", OF_HEALTH_WORK, "wang li-na", []),
        ]
    ),
)
def test_a_work_plan_that_is_adjusted_is_determined_and_reported_anew_p6_p7(
    paper: Paper, officers: str, bodies: list[str]
) -> None:
    name, fields, before = paper
    hands_in, decides = officers.split()
    office = pingshan_office({**before, name: draft(fields)})
    steps = [told(paper, f"{hands_in} submit"), told(paper, f"{decides} approve")]
    steps += [told(paper, "fan acknowledge")] if bodies else []
    again = step(f"{hands_in} advance {name}", opinion="年中调整")

    assert comes_of(office, *steps, step(f"{hands_in} advance {name}")) == "R3-OPINION"
    assert comes_of(office, *steps, again, step(f"{hands_in} edit {name}", {"summary": "—"})) == "draft"
    adjusted = after(office, *steps, again, told(paper, f"{hands_in} submit"), told(paper, f"{decides} approve"))
    assert [actor.role for actor in notices_open(adjusted.case(name))] == bodies
