"""Attacks on the figures of evaluations: what `verify` finds, and where `evaluate --check` tells a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from cio_ctl.services.evaluating import Wanted, draw_up
from cio_ctl.services.recomputing import recompute
from tests.attacks.acts import ROOF, SHELVES
from tests.attacks.corpus import codes_of
from tests.evaluating_kinds import EVALUATING_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.offices import TestOffice

INSPECTION = "inspections/hilltop/2026"
FIGURE = ("parts", 0, "figures", 0)


@dataclass(frozen=True)
class Figures:
    """What somebody does to an evaluation, what must be told of it, and from whom it was learnt."""

    bent: Callable[[TestOffice], None]
    finds: set[str]
    source: str

    @property
    def name(self) -> str:
        """What the attack is called."""
        return self.bent.__name__


def evaluated(office: TestOffice) -> None:
    """The foundation with a library evaluated, in a draft."""
    office.enact(EVALUATING_KINDS, "Evaluate libraries")
    draw_up(office.as_("ben"), Wanted("hilltop", "2026"))


def bend(office: TestOffice, fields: Mapping[tuple[str | int, ...], object]) -> None:
    """Write fields into the evaluation by hand."""
    evaluated(office)
    office.edit(INSPECTION, fields)
    office.commit("ben")


def told(office: TestOffice) -> set[str]:
    """What `verify` finds, and the fields of which `evaluate --check` tells a difference."""
    checked = recompute(office.as_("ada"), INSPECTION)
    return codes_of(office) | {f"differs: {one.field}" for one in checked.differences}


def figure_raised(office: TestOffice) -> None:
    bend(office, {(*FIGURE, "value"): "100.00"})


def what_counts_against_the_unit_left_out(office: TestOffice) -> None:
    bend(office, {(*FIGURE, "lacking"): [], (*FIGURE, "sources"): [SHELVES]})


def what_does_not_count_passed_off_as_evidence(office: TestOffice) -> None:
    bend(office, {("parts", 1, "figures", 0, "sources"): [ROOF]})


def figure_doubled_with_a_better_value(office: TestOffice) -> None:
    """People read the first; a reader that keeps the last sees nothing amiss."""
    evaluated(office)
    held = office.as_("ben").snapshot.record(INSPECTION)
    assert held is not None
    figures = held.fields["parts"][0]["figures"]  # type: ignore[index]
    office.edit(INSPECTION, {("parts", 0, "figures"): [{**figures[0], "value": "100.00"}, *figures]})
    office.commit("ben")


def criterion_doubled_with_a_better_figure(office: TestOffice) -> None:
    evaluated(office)
    held = office.as_("ben").snapshot.record(INSPECTION)
    assert held is not None
    parts = held.fields["parts"]
    assert isinstance(parts, list)
    office.edit(INSPECTION, {("parts",): [{**parts[0], "suggested_score": "100"}, *parts]})
    office.commit("ben")


def figure_that_the_law_does_not_know(office: TestOffice) -> None:
    bend(office, {("parts", 0, "figures", 2): {"id": "charm", "name": "风度", "value": "100.00", "sources": []}})


def suggested_score_raised(office: TestOffice) -> None:
    bend(office, {("parts", 0, "suggested_score"): "100"})


def weight_moved_to_the_better_part(office: TestOffice) -> None:
    bend(office, {("parts", 0, "share"): 10, ("parts", 1, "share"): 90})


def grade_bands_of_its_own(office: TestOffice) -> None:
    bend(office, {("medals", 0, "from"): "1"})


def period_in_which_nothing_was_amiss(office: TestOffice) -> None:
    bend(office, {("period_to",): "2026-01-31"})


def figures_of_another_unit(office: TestOffice) -> None:
    bend(office, {("library",): "units/valley"})


def computed_from_a_commit_beside(office: TestOffice) -> None:
    evaluated(office)
    office.git("switch", "-qc", "beside")
    beside = office.commit("ben", "Beside")
    office.git("switch", "-q", "main")
    office.edit(INSPECTION, {("computed_from",): beside})
    office.commit("ben")


def computed_from_a_commit_that_was_merged_only_later(office: TestOffice) -> None:
    """When it was settled, what it was computed from was in nobody's history."""
    evaluated(office)
    office.git("switch", "-qc", "beside")
    beside = office.commit("ben", "Beside")
    office.git("switch", "-q", "main")
    marks = {("parts", 0, "mark"): "100", ("parts", 1, "mark"): "100", ("sum",): "100", ("medal",): "gold"}
    office.edit(INSPECTION, {("computed_from",): beside, **marks})
    office.commit("ben")
    office.decide("ben", "submit", INSPECTION)
    office.merge("ada", "beside")


def computed_from_another_repository(office: TestOffice) -> None:
    evaluated(office)
    tree = office.git("rev-parse", "HEAD^{tree}")
    office.edit(INSPECTION, {("computed_from",): office.git("commit-tree", tree, "-m", "Found another office")})
    office.commit("ben")


def computed_from_a_commit_that_nobody_has(office: TestOffice) -> None:
    bend(office, {("computed_from",): "5" * 40})


def computed_from_what_is_no_commit(office: TestOffice) -> None:
    bend(office, {("computed_from",): office.git("rev-parse", "HEAD^{tree}")})


def computed_from_a_branch_that_moves(office: TestOffice) -> None:
    bend(office, {("computed_from",): "main"})


def computed_from_a_tag_that_can_be_moved(office: TestOffice) -> None:
    office.git("tag", "-am", "year", "year")
    bend(office, {("computed_from",): office.git("rev-parse", "year")})


def computed_from_an_option(office: TestOffice) -> None:
    bend(office, {("computed_from",): "--all"})


def computed_from_left_out(office: TestOffice) -> None:
    bend(office, {("computed_from",): ""})


def computed_from_an_older_commit_than_the_figures(office: TestOffice) -> None:
    office.enact(EVALUATING_KINDS, "Evaluate libraries")
    older = office.git("rev-parse", "HEAD")
    office.decide("dan", "submit", ROOF)
    draw_up(office.as_("ben"), Wanted("hilltop", "2026"))
    office.edit(INSPECTION, {("computed_from",): older})
    office.commit("ben")


def figures_altered_after_they_were_settled(office: TestOffice) -> None:
    marks = {("parts", 0, "mark"): "42", ("parts", 1, "mark"): "50", ("sum",): "45.2", ("medal",): "none"}
    bend(office, marks)
    office.decide("ben", "submit", INSPECTION)
    office.edit(INSPECTION, {(*FIGURE, "value"): "100.00"})
    office.commit("ben")


ROWS = [
    Figures(figure_raised, {"differs: value"}, "a figure without its origin"),
    Figures(
        what_counts_against_the_unit_left_out, {"differs: lacking", "differs: sources"}, "a figure without its origin"
    ),
    Figures(what_does_not_count_passed_off_as_evidence, {"differs: sources"}, "a figure without its origin"),
    Figures(figure_doubled_with_a_better_value, {"differs: id"}, "two readers, two values"),
    Figures(criterion_doubled_with_a_better_figure, {"differs: part"}, "two readers, two values"),
    Figures(figure_that_the_law_does_not_know, {"differs: id"}, "in-toto, unrecorded product"),
    Figures(suggested_score_raised, {"differs: suggested_score"}, "a figure without its origin"),
    Figures(weight_moved_to_the_better_part, {"differs: share"}, "a figure without its origin"),
    Figures(grade_bands_of_its_own, {"differs: medals"}, "gittuf, policy swapped before its use"),
    Figures(period_in_which_nothing_was_amiss, {"differs: period_to"}, "a figure without its origin"),
    Figures(figures_of_another_unit, {"differs: library"}, "in-toto, link of another step"),
    Figures(computed_from_a_commit_beside, {"differs: computed_from"}, "SLSA, unverified source"),
    Figures(computed_from_a_commit_that_was_merged_only_later, {"differs: computed_from"}, "SLSA, unverified source"),
    Figures(computed_from_another_repository, {"differs: computed_from"}, "TUF, mix and match"),
    Figures(computed_from_a_commit_that_nobody_has, {"differs: computed_from"}, "SLSA, unverified source"),
    Figures(computed_from_what_is_no_commit, {"differs: computed_from"}, "git, type confusion"),
    Figures(computed_from_a_branch_that_moves, {"differs: computed_from"}, "SLSA, source that is not pinned"),
    Figures(computed_from_a_tag_that_can_be_moved, {"differs: computed_from"}, "SLSA, source that is not pinned"),
    Figures(computed_from_an_option, {"differs: computed_from"}, "CVE-2017-1000117"),
    Figures(computed_from_left_out, {"differs: computed_from"}, "SLSA, unverified source"),
    Figures(computed_from_an_older_commit_than_the_figures, {"differs: value"}, "TUF, rollback"),
    Figures(figures_altered_after_they_were_settled, {"R6-NOT-A-DRAFT", "differs: value"}, "the rule book"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_attack_is_found(office: TestOffice, row: Figures) -> None:
    row.bent(office)

    assert row.finds <= told(office)


def test_what_is_attacked_is_in_order_before(office: TestOffice) -> None:
    evaluated(office)

    assert told(office) == {"R12-TRUST"}
