from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.adapters.yaml.text import forbidden
from cio_ctl.adapters.yaml.writer import (
    YamlNotWritable,
    _only_own_lines_changed,
    dump_yaml,
    with_decision,
    with_fields,
)

RECORD = """\
# 数据共享平台二期
id: XM-2026-0001
stage: 'review'   # 当前阶段
title: "数据共享平台（二期）"   # 以批复为准
budget: 12345678901234567890.12
opened: 2026-01-01
version: 1.10
switch: yes
code: 010
huge: 1e400
owner:
need: >
  各委办局很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的一行
  需要共享。

decisions:
  # 最早的
  - act: open
    by: 张三

  # 中间的
  - {act: submit, by: 李四}   # 行尾
  # 最后一项之后

# 以下是计划
plan: |
  第一步：调研

    第二步：# 不是注释

milestones:
- {name: 立项, due: 2026-03-01}
- name: 验收
  due: ~
"""


class Act(StrEnum):
    APPROVE = "approve"


def data(text: str) -> dict[str, object]:
    read = read_yaml(text.encode())
    assert isinstance(read, YamlText), read
    return read.data


texts = st.text(max_size=40).filter(lambda text: not forbidden(text))
awkward = st.one_of(
    texts,
    st.text(" \n\t:#-'\"\\[]{},&*!|>%@`~=<?.0123456789abeEnoy\u3000\xa0漢😀", max_size=20),
    st.sampled_from(["", "~", "null", "true", "no", "<<", "---", "...", "010", "1.0", "2026-01-01", "- a", "a: b"]),
)
names = awkward.filter(bool)
plain = st.one_of(st.none(), st.booleans(), st.integers(-(10**18) + 1, 10**18 - 1), awkward)
nested = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)
mappings = st.dictionaries(names, nested, max_size=5)


def test_a_decision_is_appended_and_nothing_else_changes() -> None:
    decision = {
        "act": Act.APPROVE,
        "by": "王五",
        "at": "2026-02-03",
        "note": None,
        "reason": "同意：\n按计划",
    }
    expected = RECORD.replace("'review' ", "'build' ").replace(
        "  # 最后一项之后\n",
        '  # 最后一项之后\n  - act: approve\n    by: 王五\n    at: "2026-02-03"\n    reason: "同意：\\n按计划"\n',
    )
    assert with_decision(RECORD, "build", decision) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("stage: a\ndecisions: []\nz: 1\n", "stage: b\ndecisions:\n  - act: go\nz: 1\n"),
        ("stage: a\ndecisions: [] # none\nz: 1\n", "stage: b\ndecisions: # none\n  - act: go\nz: 1\n"),
        ("stage: a\ndecisions:\nz: 1\n", "stage: b\ndecisions:\n  - act: go\nz: 1\n"),
        ("stage: a\ndecisions: # none\nz: 1\n", "stage: b\ndecisions: # none\n  - act: go\nz: 1\n"),
        ("stage: a\ndecisions:\n  []\nz: 1\n", "stage: b\ndecisions:\n  - act: go\nz: 1\n"),
        ("stage: a\nl:\n- 1\ndecisions: []", "stage: b\nl:\n- 1\ndecisions:\n- act: go\n"),
        ("decisions:\n- x: 1\n# c\nstage: a # d\n", "decisions:\n- x: 1\n- act: go\n# c\nstage: b # d\n"),
        ("decisions:\n- x: 1\n  # c\n\nstage: a\n", "decisions:\n- x: 1\n  # c\n- act: go\n\nstage: b\n"),
        ("stage: a\ndecisions:\n    -   x: 1", "stage: b\ndecisions:\n    -   x: 1\n    - act: go\n"),
        ("stage: a\ndecisions:\n  -\n", "stage: b\ndecisions:\n  -\n  - act: go\n"),
        (
            "stage: a\ndecisions:\n  - x: |+\n      t\n\n\nz: 1\n",
            "stage: b\ndecisions:\n  - x: |+\n      t\n\n\n  - act: go\nz: 1\n",
        ),
        (
            "stage: a\ndecisions:\n  - x: |\n      t\n\n\nz: 1\n",
            "stage: b\ndecisions:\n  - x: |\n      t\n  - act: go\n\n\nz: 1\n",
        ),
        ('stage: "a"\n', 'stage: "b"\ndecisions:\n  - act: go\n'),
        ("stage: # c\n  a # d\nz: 1\n", "stage: # c\n  b # d\nz: 1\ndecisions:\n  - act: go\n"),
        ("stage:\n- a\nz: 1\n", "stage: b\nz: 1\ndecisions:\n  - act: go\n"),
        ("stage:\nz: 1\n", "stage: b\nz: 1\ndecisions:\n  - act: go\n"),
        ("stage: >- # c\n  a\n\nz: 1\n", "stage: b # c\n\nz: 1\ndecisions:\n  - act: go\n"),
        ("stage: |", "stage: b\ndecisions:\n  - act: go\n"),
        ("z: 1", "z: 1\nstage: b\ndecisions:\n  - act: go\n"),
        ("  z: 1\n# c\n...\n", "  z: 1\n# c\n  stage: b\n  decisions:\n    - act: go\n...\n"),
        ("{}\n", "stage: b\ndecisions:\n  - act: go\n"),
        ("{stage: a, decisions: []}\n", '{stage: "b", decisions: [{act: "go"}]}\n'),
        ("{stage: a, decisions: [x]}\n", '{stage: "b", decisions: [x, {act: "go"}]}\n'),
        ("{z, stage: }\n", '{z, stage: "b", decisions: [{act: "go"}]}\n'),
        ("{decisions}\n", '{decisions: [{act: "go"}], stage: "b"}\n'),
        (
            "stage: a\ndecisions: [{x: 1.0}, '2'] # c\nz: 1\n",
            'stage: b\ndecisions: # c\n  - x: "1.0"\n  - "2"\n  - act: go\nz: 1\n',
        ),
        ("stage: b # same\ndecisions: []\n", "stage: b # same\ndecisions:\n  - act: go\n"),
    ],
)
def test_a_decision_finds_its_place_in_every_spelling(before: str, after: str) -> None:
    assert with_decision(before, "b", {"act": "go"}) == after


@pytest.mark.parametrize(
    ("text", "decision", "problem"),
    [
        ("a: 1\na: 2\n", {}, "line 2: the field a stands twice"),
        ("a: \ud800\n", {}, "not UTF-8"),
        ("decisions: none\n", {}, "decisions is not a list"),
        ("decisions: {a: 1}\n", {}, "decisions is not a list"),
        ("a: 1\n", {"x": "a\u202eb"}, r"U\+202E"),
        ("a: 1\n", {"x": "\r"}, r"U\+000D"),
        ("a: 1\n", {"x": "\ud800"}, "escape code"),
        ("a: 1\n", {"x": 1.5}, "type float"),
        ("a: 1\n", {"x": b"y"}, "type bytes"),
        ("a: 1\n", {"x": 10**18}, "read back"),
        ("a: 1\n", {"": 1}, "field name"),
        ("a: 1\n", {1: 1}, "field name"),
        ("a: 1\n", {"x": "y" * 300_000}, "more than the"),
        ("a: 1\n", {"x" * 2000: 1}, "line 4"),
        ("a: |\n  no line end", {}, "read back"),
    ],
)
def test_what_cannot_be_written_is_refused(text: str, decision: dict[str, object], problem: str) -> None:
    with pytest.raises(YamlNotWritable, match=problem):
        with_decision(text, "b", decision)


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("title",), '他说"好"', '"数据共享平台（二期）"', '"他说\\"好\\""'),
        (("stage",), "it's", "'review'", "'it''s'"),
        (("stage",), "a\nb", "'review'", '"a\\nb"'),
        (("stage",), None, "'review'", "null"),
        (("opened",), "2026-01-02", "opened: 2026-01-01", 'opened: "2026-01-02"'),
        (("owner",), "李四", "owner:\n", "owner: 李四\n"),
        (("owner",), {"name": "李四", "since": 3}, "owner:\n", "owner:\n  name: 李四\n  since: 3\n"),
        (("owner", "name"), "李四", "owner:\n", "owner:\n  name: 李四\n"),
        (("milestones", 0, "due"), "x", "due: 2026-03-01}", 'due: "x"}'),
        (("milestones", 0, "by", "id"), 7, "due: 2026-03-01}", "due: 2026-03-01, by: {id: 7}}"),
        (("milestones", 0, "name"), ["a", True], "name: 立项", 'name: ["a", true]'),
        (("milestones", 1, "due"), False, "due: ~", "due: false"),
        (("milestones", 1, "place"), "区", "due: ~\n", "due: ~\n  place: 区\n"),
        (("milestones", 1), "无", "name: 验收\n  due: ~\n", "无\n"),
        (("milestones", 0), {"a": 1, "b": 2}, "{name: 立项, due: 2026-03-01}", "a: 1\n  b: 2"),
        (("milestones", 2), "末", "due: ~\n", "due: ~\n- 末\n"),
        (("milestones", 2), {"name": "末"}, "due: ~\n", "due: ~\n- name: 末\n"),
        (("new", "a", "b"), [], "due: ~\n", "due: ~\nnew:\n  a:\n    b: []\n"),
        (("decisions", 1, "by"), "王五", "by: 李四", 'by: "王五"'),
        (("plan",), "短", "plan: |\n  第一步：调研\n\n    第二步：# 不是注释\n", "plan: 短\n"),
        (("plan",), ["短"], "plan: |\n  第一步：调研\n\n    第二步：# 不是注释\n", "plan:\n  - 短\n"),
        (("version",), "1.10", "", ""),
        (("huge",), "1e400", "", ""),
    ],
)
def test_a_field_is_set_where_it_stands_and_nothing_else_changes(
    path: tuple[str | int, ...], value: object, old: str, new: str
) -> None:
    assert with_fields(RECORD, {path: value}) == RECORD.replace(old, new)


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("a:\n  # c\n  b: 1 # d\nz: 1\n", ("a",), 2, "a: 2\n  # c\nz: 1\n"),
        ("a: # c\n- 1\n- 2\nz: 1\n", ("a",), "x", "a: x # c\nz: 1\n"),
        ("a:\n  b: 1\nz: 1\n", ("a",), ["x"], "a:\n  - x\nz: 1\n"),
        ("a:\n    b: 1\nz: 1\n", ("c", "d"), 1, "a:\n    b: 1\nz: 1\nc:\n    d: 1\n"),
        ("a:\n- |\n  x\n- 1\n", ("a", 0), {"b": 1}, "a:\n- b: 1\n- 1\n"),
        ("a:\n- |\n  x\n- 1\n", ("a", 0), "t", "a:\n- t\n- 1\n"),
        ("a:\n- # c\n- 1\n", ("a", 0), {"b": 1, "c": 2}, "a:\n- b: 1\n  c: 2 # c\n- 1\n"),
        ("a:\n-\n- 1\n", ("a", 0), "x", "a:\n- x\n- 1\n"),
        ("a:\n- - 1\n", ("a", 0, 1), 2, "a:\n- - 1\n  - 2\n"),
        ("a: x # c\nb: 1\n", ("a",), {"k": 1}, "a: # c\n  k: 1\nb: 1\n"),
        ("a: 'x\n  y' # c\nb: 1\n", ("a",), ["k"], "a: # c\n  - k\nb: 1\n"),
        ("a: # c\n  x\nb: 1\n", ("a",), {"k": 1}, "a: # c\n  k: 1\nb: 1\n"),
        ("a: {}\n", ("a", "k"), {"l": ["m"]}, "a:\n  k:\n    l:\n      - m\n"),
        ("a: {k: , }\n", ("a", "l"), "x", 'a: {k: , l: "x", }\n'),
        ("a: [1,\n  2 # c\n  ]\n", ("a", 2), "no", 'a: [1,\n  2, "no" # c\n  ]\n'),
        ("a: {'k': {}}\n", ("a", "k", "true"), None, "a: {'k': {\"true\": null}}\n"),
        ("a: |+\n  x\n\n", ("b",), 1, "a: |+\n  x\n\nb: 1\n"),
        (
            "a:\n  b: x\n  # c\n\n  # d\n# e\nz: 1\n",
            ("a", "k"),
            1,
            "a:\n  b: x\n  # c\n\n  # d\n  k: 1\n# e\nz: 1\n",
        ),
        ('a:\n- {"b": [1]}\n', ("a", 0, "b", 1), {"c": []}, 'a:\n- {"b": [1, {c: []}]}\n'),
    ],
)
def test_a_field_can_change_its_shape(before: str, path: tuple[str | int, ...], value: object, after: str) -> None:
    assert with_fields(before, {path: value}) == after


def test_several_fields_are_set_in_order() -> None:
    fields: dict[tuple[str | int, ...], object] = {("a", "b"): 1, ("a", "c"): 2, ("l", 0): "x", ("l", 1): "t"}
    assert with_fields("z: 1\n", fields) == "z: 1\na:\n  b: 1\n  c: 2\nl:\n  - x\n  - t\n"


@pytest.mark.parametrize(
    "path",
    [(), (0,), ("title", "x"), ("title", 0), ("milestones", 5), ("milestones", -1), ("milestones", "x")],
)
def test_a_path_that_does_not_fit_is_refused(path: tuple[str | int, ...]) -> None:
    with pytest.raises(YamlNotWritable):
        with_fields(RECORD, {path: "x"})


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("立项", "立项"),
        ("https://x.cn/a?b=c#d", "https://x.cn/a?b=c#d"),
        ("a, b [c]", "a, b [c]"),
        ("《办法》", "《办法》"),
        ("2号楼", "2号楼"),
        ("2026-01-01", '"2026-01-01"'),
        ("010", '"010"'),
        ("1.10", '"1.10"'),
        ("12:30", '"12:30"'),
        ("yes", '"yes"'),
        ("Null", '"Null"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("a:", '"a:"'),
        (" a", '" a"'),
        ("- a", '"- a"'),
        ('"', '"\\""'),
        ("a\\\tb\n", '"a\\\\\\tb\\n"'),
        ("　段首", '"　段首"'),
        ("a\xa0b", '"a\\u00A0b"'),
        (7, "7"),
        (True, "true"),
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
        ((1, "x"), "\n    - 1\n    - x"),
        ([[1, [2]], {"a": {"b": []}}], "\n    - - 1\n      - - 2\n    - a:\n        b: []"),
    ],
)
def test_a_new_file_quotes_only_what_needs_it(value: object, spelled: str) -> None:
    text = f"m:\n  v: {spelled}\n".replace(": \n", ":\n")
    assert dump_yaml({"m": {"v": value}}) == text


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert dump_yaml({}) == "{}\n"


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: list[object] = []
    for _ in range(30):
        deep = [deep]
    with pytest.raises(YamlNotWritable, match="deeper"):
        dump_yaml({"a": deep})


def test_the_refusal_says_that_nothing_was_changed() -> None:
    with pytest.raises(YamlNotWritable, match="Nothing was changed"):
        dump_yaml({"a": object()})


@given(mappings)
def test_a_new_file_reads_back_the_same(value: dict[str, object]) -> None:
    assert repr(data(dump_yaml(value))) == repr(value)


@given(names, nested)
def test_a_set_field_reads_back_the_same(name: str, value: object) -> None:
    text = with_fields(RECORD, {(name,): value})
    assert data(text) == {**data(RECORD), name: value}


@given(st.dictionaries(names, awkward), awkward)
def test_a_decision_reads_back_the_same_and_leaves_all_other_lines_alone(decision: dict[str, str], stage: str) -> None:
    text = with_decision(RECORD, stage, decision)
    old = data(RECORD)
    decisions = old["decisions"]
    assert isinstance(decisions, list)
    assert data(text) == {**old, "stage": stage, "decisions": [*decisions, decision]}
    lines = text.split("\n")
    added = len(decision) or 1
    at = RECORD.split("\n").index("  # 最后一项之后") + 1
    rest = lines[:at] + lines[at + added :]
    assert [one for one in rest if not one.startswith("stage:")] == [
        one for one in RECORD.split("\n") if not one.startswith("stage:")
    ]


@given(mappings, names, nested, st.sampled_from(["lines", "brackets"]))
def test_in_any_text_a_field_is_set_or_the_change_is_refused(
    start: dict[str, object], name: str, value: object, spelling: str
) -> None:
    text = dump_yaml(start)
    if spelling == "brackets":
        text = with_fields("{x: {}}\n", {("x",): start})
    wanted = {**data(text), name: value}
    assert data(with_fields(text, {(name,): value})) == wanted


@given(st.text("ab: -[]{},\n'\"#|>", max_size=60), awkward, mappings)
def test_any_readable_text_takes_a_decision_or_refuses_it(text: str, stage: str, decision: dict[str, object]) -> None:
    read = read_yaml(text.encode())
    if isinstance(read, tuple):
        with pytest.raises(YamlNotWritable):
            with_decision(text, stage, decision)
        return
    try:
        new = with_decision(text, stage, decision)
    except YamlNotWritable:
        return
    assert data(new)["stage"] == stage


@pytest.mark.parametrize("new", ["a: 1\nstage: y\n", "a: 1\nb: 2 \nstage: y\n", "b: 2\na: 1\nstage: y\n"])
def test_the_guard_sees_a_line_that_is_gone_or_altered_or_moved(new: str) -> None:
    with pytest.raises(YamlNotWritable, match="outside"):
        _only_own_lines_changed("a: 1\nb: 2\nstage: x\n", new)
