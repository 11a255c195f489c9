"""Recall and precision of the comparison of projects, on pairs labelled by hand.

``python -m tests.benchmarks.overlap`` prints what docs/overlap.md states, and the pairs behind it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.text_similarity import ChineseWords
from cio_ctl.rules.overlap.likenesses import Likeness, Subject, likenesses
from cio_ctl.rules.overlap.word_weights import Vocabulary, terms_of
from cio_ctl.services.law_books import shipped_law

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cio_ctl.model.comparison import Comparison

DATA = Path(__file__).parents[1] / "data"
_PLACE = re.compile(r"[^省市区县州]+?(?:新区|省|市|区|县|州)")
_RANK = re.compile(r"(?:新区|省|市|区|县|州)$")

Pair = frozenset[str]
Rows = list[dict[str, str]]


def rows_of(name: str) -> Rows:
    """The rows of a file of test data."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Figures:
    """How a comparison did: ``found`` and ``missed`` are right pairs, ``wrong`` are found ones that are not."""

    found: int
    missed: int
    wrong: int
    listed: int
    served: int

    @property
    def recall(self) -> float:
        """The share of the right pairs that are found."""
        return self.found / (self.found + self.missed)

    @property
    def precision(self) -> float:
        """The share of the found pairs that are right."""
        return self.found / (self.found + self.wrong)

    @property
    def top3(self) -> float:
        """Of the projects with a duplicate, the share that has one among its first three."""
        return self.served / self.listed


def pingshan_comparison() -> Comparison:
    """What the shipped law says of comparing."""
    comparison = shipped_law().comparison
    assert comparison is not None
    return comparison


def words_only(comparison: Comparison) -> Comparison:
    """The same without the lists of words that count as alike."""
    return replace(comparison, like_words=())


@cache
def places_and_units() -> tuple[str, ...]:
    """The names of the places and units of the real list: an office of its own has them in its register and law."""
    found = set()
    for row in rows_of("projects_cn.csv"):
        places = _PLACE.findall(row["district"])
        found |= {row["owning_unit"], *places, *(_RANK.sub("", place) for place in places)}
    return tuple(sorted(found - {""}))


def vocabulary_of(comparison: Comparison, *units: str) -> Vocabulary:
    """The words by which the real list is compared; ``units`` are names of others beside those of the list."""
    return Vocabulary(ChineseWords(terms_of(comparison)), comparison, (*places_and_units(), *units))


def subject(name: str, **texts: str) -> Subject:
    """A project as the lists have it; its id is its name."""
    return Subject(
        name, "project", "", "", name, {"name": (name,), **{key: tuple(text.split(";")) for key, text in texts.items()}}
    )


def labelled() -> dict[Pair, bool]:
    """The pairs labelled by hand; every pair that is not among them was read, and is no duplicate."""
    return {frozenset((row["one"], row["other"])): row["duplicate"] == "yes" for row in rows_of("overlap_pairs.csv")}


def ranked_real_list(comparison: Comparison) -> dict[str, tuple[Likeness, ...]]:
    """For each real project, all others with their scores."""
    vocabulary = vocabulary_of(comparison)
    subjects = [subject(row["project_name_zh"]) for row in rows_of("projects_cn.csv")]
    return {
        one.id: likenesses(one, [other for other in subjects if other is not one], vocabulary, least=0)
        for one in subjects
    }


def figures_of(ranked: Mapping[str, tuple[Likeness, ...]], least: int) -> Figures:
    """How well the scores from ``least`` on tell the labelled duplicates from the rest."""
    right = {pair for pair, duplicate in labelled().items() if duplicate}
    got = {frozenset((one, like.other.id)) for one, likes in ranked.items() for like in likes if like.score >= least}
    listed = {name for pair in right for name in pair}
    served = {
        name
        for name in listed
        if any(frozenset((name, like.other.id)) in right for like in ranked[name][:3] if like.score)
    }
    return Figures(len(got & right), len(right - got), len(got - right), len(listed), len(served))


def ranked_rewordings(comparison: Comparison) -> dict[str, tuple[str, tuple[Likeness, ...]]]:
    """For each reworded project: the real one that it duplicates, and all others with their scores."""
    vocabulary = vocabulary_of(comparison)
    rows = rows_of("overlap_rewordings.csv")
    known = {row["project_name_zh"]: subject(row["project_name_zh"]) for row in rows_of("projects_cn.csv")}
    for row in rows:
        name = row["real_name"]
        known[name] = subject(name, content=row["invented_scope"], data=row["invented_data"])
    found = {}
    for row in rows:
        new = subject(row["new_name"], content=row["new_scope"], data=row["new_data"])
        found[new.id] = row["real_name"], likenesses(new, known.values(), vocabulary, least=0)
    return found


def rank_of(name: str, likes: tuple[Likeness, ...]) -> tuple[int, int]:
    """The place of a project in a ranking, from 1, and its score."""
    place = next(number for number, like in enumerate(likes, 1) if like.other.id == name)
    return place, likes[place - 1].score


def main() -> None:
    """Print the figures."""
    comparison = pingshan_comparison()
    for title, used in (("with like words", comparison), ("words only", words_only(comparison))):
        ranked = ranked_real_list(used)
        for least in (10, 15, 20, 25, 30, 40):
            figures = figures_of(ranked, least)
            print(f"{title}: from {least}: recall {figures.recall:.2f} precision {figures.precision:.2f} {figures}")
        for new, (name, likes) in ranked_rewordings(used).items():
            wrong = [
                (like.score, like.other.id) for like in likes if like.score >= used.least and like.other.id != name
            ]
            print("  ", *rank_of(name, likes), new, "<-", name, wrong)
    labels = labelled()
    ranked = ranked_real_list(comparison)
    shown = {frozenset((one, like.other.id)): like for one, likes in ranked.items() for like in likes}
    for pair, like in sorted(shown.items(), key=lambda entry: -entry[1].score):
        if like.score >= comparison.least or labels.get(pair):
            print(like.score, "yes" if labels.get(pair) else "no ", " | ".join(sorted(pair)), [*like.reasons])


if __name__ == "__main__":
    main()
