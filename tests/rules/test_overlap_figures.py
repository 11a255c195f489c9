"""How well duplicates are found on the real list, and on rewordings of it: no worse than docs/overlap.md states."""

from __future__ import annotations

import pytest

from cio_ctl.rules.overlap.likenesses import likenesses
from tests.benchmarks.overlap import (
    figures_of,
    labelled,
    pingshan_comparison,
    rank_of,
    ranked_real_list,
    ranked_rewordings,
    rows_of,
    subject,
    vocabulary_of,
    words_only,
)

COMPARISON = pingshan_comparison()


def test_the_labels_are_about_the_list() -> None:
    names = {row["project_name_zh"] for row in rows_of("projects_cn.csv")}

    assert len(names) == 56
    assert {name for pair in labelled() for name in pair} <= names
    assert all(len(pair) == 2 for pair in labelled())
    assert sum(labelled().values()) == 39
    assert len(labelled()) == len(rows_of("overlap_pairs.csv")) == 93


@pytest.mark.parametrize(
    ("like_words", "recall", "precision", "top3"), [(True, 0.80, 0.72, 0.92), (False, 0.44, 0.72, 0.72)]
)
def test_duplicates_of_the_real_list_are_found(like_words: bool, recall: float, precision: float, top3: float) -> None:  # noqa: FBT001
    used = COMPARISON if like_words else words_only(COMPARISON)

    figures = figures_of(ranked_real_list(used), COMPARISON.least)

    assert figures.recall >= recall
    assert figures.precision >= precision
    assert figures.top3 >= top3


@pytest.mark.parametrize("like_words", [True, False])
def test_a_project_in_other_words_stands_first_and_well_above_the_cut_off(like_words: bool) -> None:  # noqa: FBT001
    used = COMPARISON if like_words else words_only(COMPARISON)

    ranks = {new: rank_of(name, likes) for new, (name, likes) in ranked_rewordings(used).items()}

    assert {place for place, _ in ranks.values()} == {1}
    assert min(score for _, score in ranks.values()) >= 40


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("坪山区智慧教育平台建设项目", "坪山区智慧水务平台建设项目"),
        ("深圳市坪山区政务服务系统升级改造（二期）", "深圳市坪山区档案管理系统升级改造（二期）"),
        ("2026年度综合信息管理平台", "2026年度综合信息服务平台采购项目"),
        ("坪山区住房和建设局物业管理系统", "坪山区住房和建设局公文系统"),
    ],
)
def test_generic_words_and_the_same_place_make_no_duplicate(one: str, other: str) -> None:
    real = [subject(row["project_name_zh"]) for row in rows_of("projects_cn.csv")]
    vocabulary = vocabulary_of(COMPARISON, "坪山区住房和建设局")

    found = likenesses(subject(one), [subject(other), *real], vocabulary, COMPARISON.least)

    assert other not in {like.other.id for like in found}
