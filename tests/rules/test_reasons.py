"""On which acts a stage rests, against histories performed again without each of their acts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from cio_ctl.model.paths import record_path
from cio_ctl.rules.reasons.grounds import Grounds, goal_of, grounds_of
from tests.offices_in_memory import grants_office, key_entry, officer_fields, post_entry
from tests.pack.histories import Step, _after, step
from tests.pack.planning_records import architecture, district_plan, needs
from tests.pingshan_in_memory import pingshan_office
from tests.quorum_law import AMENDMENT
from tests.rules.past_in_memory import ROOT, History, MemoryPast, text_of
from tests.rules.test_quorum import LAW, REGISTER, amendment, entries, foundation

if TYPE_CHECKING:
    from collections.abc import Callable

GRANT, EARLIER, REPORT = "grants/2026/roof/application", "grants/2025/door/application", "grants/2026/roof/report"
PROCESS = "schemas/grant.process.yaml"


def grants() -> History:
    """A grant for works of its own, closed at once: by an earlier grant, a report, lent posts and a changed law."""
    made = History(grants_office())
    library = {"library": "units/hilltop"}
    ivy = officer_fields("ivy", "librarian@hilltop")
    for name, fields in (
        ("units/meadow", {"kind": "unit", "name": "m", "unit_kind": "library"}),
        ("officers/ivy", ivy),
    ):
        made.write("ada", text_of(made, name, **fields))
    small = {"title": "门", "amount": "10.00", **library}
    steps = [
        step(f"dan new {EARLIER}", small),
        step(f"dan edit {EARLIER}", {"title": "大门"}),
        step(f"dan attach {EARLIER}", {"quote": ""}),
        step(f"dan submit {EARLIER}"),
        step(f"ada approve {EARLIER}", {"number": "G-1"}),
        step(
            f"ivy new {GRANT}",
            {"title": "屋顶", "amount": "120000.00", "own_works": True, "follows": EARLIER, **library},
        ),
        step(f"ivy attach {GRANT}", {"quote": ""}),
        step(f"ivy edit {GRANT}", {"title": "新屋顶"}),
        step(f"ivy submit {GRANT}"),
        step(f"ben return {GRANT}", opinion="缺"),
        step(f"ivy edit {GRANT}", {"amount": "110000.00"}),
        step(f"ivy submit {GRANT}"),
    ]
    for one in steps:
        made.step(one)
    two = [post_entry("librarian@hilltop"), post_entry("assessor@hilltop")]
    made.write("ada", text_of(made, "officers/ivy", roles=two))
    made.write(
        "ada",
        text_of(
            made, "officers/ivy", delegations=[post_entry("assessor@hilltop", to="officers/cai", until="2026-12-31")]
        ),
    )
    made.write("ada", text_of(made, "units/valley", name="谷地"))
    law = made.now.files[PROCESS]
    made.write("ada", {PROCESS: law.replace('"100000"', '"115000"')})
    law = made.now.files[PROCESS]
    made.write("ada", {PROCESS: law.replace("en: desk", "en: the desk")})
    made.write("dan", text_of(made, "officers/dan", keys=[key_entry("dan"), key_entry("new")]))
    rest = [
        step(f"ada approve {GRANT}", {"number": "G-2"}),
        step(f"ivy new {REPORT}", {"spent": "5.00"}),
        step(f"dan submit {REPORT}"),
        step(f"cai advance {EARLIER}", move="inspect"),
        step(f"ben advance {EARLIER}", move="close"),
        step(f"ben advance {GRANT}", move="close-at-once"),
        step(f"gus acknowledge {GRANT}"),
    ]
    for one in rest:
        made.step(one)
    return made


NEEDS, PLAN, DESIGN = "planning/2026/health/needs", "planning/2026/district/plan", "planning/2026/district/architecture"


def planning() -> History:
    """Under the Pingshan pack: an architecture on a plan on needs."""
    made = History(pingshan_office())
    made.write("li-na", text_of(made, "units/water", kind="unit", name="w", unit_kind="department"))
    drawn = {NEEDS: needs(), PLAN: district_plan(), DESIGN: architecture({"level": "district"}, plan=PLAN)}
    for one in (
        _new("lan", NEEDS, drawn),
        step(f"wang submit {NEEDS}"),
        step(f"li-na approve {NEEDS}"),
        _new("qin", PLAN, drawn),
        step(f"li-na submit {PLAN}"),
        step(f"gao return {PLAN}", opinion="改"),
        step(f"qin edit {PLAN}", {"title": "规划"}),
        step(f"li-na submit {PLAN}"),
        step(f"gao approve {PLAN}", {"determination": {"document": "纪要", "date": "2026-03-01"}}),
        _new("qiao", DESIGN, drawn),
        step(f"qiao submit {DESIGN}"),
        step(f"li-na approve {DESIGN}"),
    ):
        made.step(one)
    return made


def _new(who: str, name: str, drawn: dict[str, dict[str, object]]) -> Step:
    fields = {key: value for key, value in drawn[name].items() if key not in {"kind", "stage", "decisions"}}
    return Step(who, "new", name, fields)


@cache
def case(make: Callable[[], History], record: str) -> tuple[History, str, Grounds]:
    made = make()
    past = MemoryPast(made)
    goal = goal_of(past, record)
    return made, goal, grounds_of(past, record, goal, ROOT)


def agreed() -> History:
    """A grant decided by the director under a law to whose change two of three directors agreed."""
    made = History(foundation())
    grant = {"title": "门", "amount": "120000.00", "library": "units/hilltop"}
    for one in (
        step(f"dan new {GRANT}", grant),
        step(f"dan attach {GRANT}", {"quote": ""}),
        step(f"dan submit {GRANT}"),
    ):
        made.step(one)
    for name, files in ((AMENDMENT, REGISTER), (AMENDMENT.replace("one", "two"), LAW)):
        made.write("ada", text_of(made, name, **amendment(entries(made.now, files), "draft")))
        made.step(step(f"ada submit {name}"))
        in_force = _after(made.now, step(f"ben advance {name}"), made.at)
        assert not isinstance(in_force, tuple), in_force
        path = record_path(name)
        made.write("ben", {path: in_force.files[path], **files})
    made.step(step(f"ada approve {GRANT}", {"number": "G-1"}))
    return made


CASES = [(agreed, GRANT), (grants, GRANT), (grants, EARLIER), (grants, REPORT), (planning, DESIGN), (planning, PLAN)]


@pytest.mark.parametrize(("make", "record"), CASES)
def test_without_any_act_that_is_listed_the_record_would_not_stand_there_and_without_any_other_it_would(
    make: Callable[[], History], record: str
) -> None:
    made, goal, found = case(make, record)
    reached = MemoryPast(made).deed(goal).after.tree.record(record)
    assert reached is not None
    stands = {
        str(number): made.stage_without(frozenset({str(number)}), record) for number in range(1, len(made.done) + 1)
    }
    falls = {
        commit
        for commit, (stage, decisions) in stands.items()
        if stage != reached.stage or decisions < len(reached.decisions)
    }

    assert 0 < len(falls) < len(made.done)
    assert falls == found.needed.keys() - {ROOT}, found.spare


def several() -> History:
    """A grant closed under a law that asks for any one closed grant, when there are two; one officer closed both."""
    earlier = "needs: {any: [{field: earlier.stage, equals: closed}, {field: follows, present: false}]}"
    any_closed = 'needs: {records: "grants/2025/*/application", stage: [closed], at-least: 1}'
    report = (
        'needs: {record: "grants/{year}/{grant}/report", stage: [filed], where: [{field: spent, at-most: "999999.99"}]}'
    )
    given = "needs: {field: library, present: true}"
    made = History(grants_office().replacing(PROCESS, earlier, any_closed).replacing(PROCESS, report, given))
    made.write("ada", text_of(made, "officers/ivy", **officer_fields("ivy", "assessor@hilltop")))
    for name in ("grants/2025/door/application", "grants/2025/lamp/application", GRANT):
        own = {"own_works": True} if name == GRANT else {}
        made.step(step(f"dan new {name}", {"title": "门", "amount": "10.00", "library": "units/hilltop", **own}))
        made.step(step(f"dan attach {name}", {"quote": ""}))
        made.step(step(f"dan submit {name}"))
        made.step(step(f"ada approve {name}", {"number": name.split("/")[2]}))
        if name != GRANT:
            made.step(step(f"ivy advance {name}", move="inspect"))
            made.step(step(f"ben advance {name}", move="close"))
    made.step(step(f"ben advance {GRANT}", move="close-at-once"))
    return made


def test_of_acts_where_fewer_would_do_each_alone_can_be_left_out_but_not_all() -> None:
    made, _, found = case(several, GRANT)
    closing = [str(number) for number, one in enumerate(made.done, 1) if one.by == "ben"][:2]

    assert set(closing) <= found.spare.keys()
    assert {made.stage_without(frozenset({one}), GRANT)[0] for one in closing} == {"closed"}
    assert made.stage_without(frozenset(closing), GRANT)[0] == "granted"


def test_every_act_that_matters_is_listed_even_where_it_bears_only_what_others_could_replace() -> None:
    made, _, found = case(several, GRANT)
    bears_both = "1"

    assert made.stage_without(frozenset({bears_both}), GRANT)[0] == "granted"
    assert bears_both in found.spare
    for number in range(1, len(made.done) + 1):
        if made.stage_without(frozenset({str(number)}), GRANT)[0] != "closed":
            assert str(number) in {**found.needed, **found.spare}
