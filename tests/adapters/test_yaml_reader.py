from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cio_ctl.adapters.yaml.events import NotYamlError, events
from cio_ctl.adapters.yaml.reader import YamlText, read_yaml
from cio_ctl.model.finding import Finding

RECORD = """\
# 数据共享平台二期
id: XM-2026-0001
title: '数据共享平台（二期）'   # 以批复为准
unit: "区大数据中心"
budget: 12345678901234567890.12
opened: 2026-01-01
clock: 12:30:45
version: 1.10
switch: yes
count: 3
done: false
owner:
need: >
  各委办局
  需要共享。

plan: |
  第一步：调研
    第二步：# 不是注释

milestones:
- {name: 立项, due: 2026-03-01}
  # 中间的注释
- name: 验收
  due: ~
nested:
  list:
    - - 1
      - "1"
"""


def refusals(content: bytes) -> list[tuple[str, int]]:
    read = read_yaml(content, "projects/a.yaml")
    assert isinstance(read, tuple)
    assert {one.place.path for one in read} <= {"projects/a.yaml"}
    assert all(one.sentence().isprintable() for one in read)
    return [(one.code, one.place.line) for one in read]


def readable(text: str) -> YamlText:
    read = read_yaml(text.encode())
    assert isinstance(read, YamlText), read
    return read


def test_a_real_record_is_read_as_plain_data() -> None:
    assert readable(RECORD).data == {
        "id": "XM-2026-0001",
        "title": "数据共享平台（二期）",
        "unit": "区大数据中心",
        "budget": "12345678901234567890.12",
        "opened": "2026-01-01",
        "clock": "12:30:45",
        "version": "1.10",
        "switch": "yes",
        "count": 3,
        "done": False,
        "owner": None,
        "need": "各委办局 需要共享。\n",
        "plan": "第一步：调研\n  第二步：# 不是注释\n",
        "milestones": [{"name": "立项", "due": "2026-03-01"}, {"name": "验收", "due": None}],
        "nested": {"list": [[1, "1"]]},
    }


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 2),
        (("need",), 13),
        (("milestones",), 21),
        (("milestones", 0), 22),
        (("milestones", 0, "due"), 22),
        (("milestones", 1), 24),
        (("milestones", 1, "due"), 25),
        (("milestones", 1, "no such field"), 24),
        (("nested", "list", 0, 1), 29),
        (("no such field", 7), 1),
        ((), 1),
    ],
)
def test_a_field_has_a_line_and_an_unknown_one_that_of_its_nearest_ancestor(
    path: tuple[str | int, ...], line: int
) -> None:
    assert readable(RECORD).line_of(path) == line


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-0", 0),
        ("-17", -17),
        ("999999999999999999", 999999999999999999),
    ],
)
def test_few_unquoted_words_are_more_than_text(word: str, value: object) -> None:
    read = readable(f"a: {word}\n").data["a"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    "word",
    # numbers, dates and words of other readers
    [
        "Null",
        "NULL",
        "True",
        "TRUE",
        "yes",
        "no",
        "on",
        "off",
        "010",
        "0x1F",
        "0o17",
        "1e3",
        "1.0",
        ".inf",
        ".nan",
        "+1",
        "1_000",
        "12:30:45",
        "2026-01-01",
        "1234567.00",
        "1000000000000000000",
        "1234567890123456789012345678901234567890",
        "=",
        "１２",
        "中文",
    ],
)
def test_every_other_word_is_text(word: str) -> None:
    assert readable(f"a: {word}\n").data == {"a": word}


@pytest.mark.parametrize("spelled", ["'1'", '"1"', "|-\n  1", ">-\n  1"])
def test_what_is_quoted_or_in_a_block_is_text(spelled: str) -> None:
    assert readable(f"a: {spelled}\n").data == {"a": "1"}


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        pytest.param(b"", [("Y-NOT-A-MAPPING", 1)], id="empty"),
        pytest.param(b"# only\n", [("Y-NOT-A-MAPPING", 1)], id="comment"),
        pytest.param(b"- a\n", [("Y-NOT-A-MAPPING", 1)], id="list"),
        pytest.param(b"word\n", [("Y-NOT-A-MAPPING", 1)], id="scalar"),
        pytest.param(b"a: " + b"x" * 10_000_000, [("Y-SIZE", 0)], id="10 MB"),
        pytest.param("a: 1\nb: 中文\n".encode("gbk"), [("Y-ENCODING", 2)], id="GBK"),
        pytest.param("a: 1\n".encode("utf-16"), [("Y-ENCODING", 1)], id="UTF-16"),
        pytest.param(b"a: \xed\xa0\x80\n", [("Y-ENCODING", 1)], id="surrogate"),
        pytest.param(b"a: 1\nb: 2\r\n", [("Y-LINE-ENDING", 2)], id="CRLF"),
        pytest.param(b"\xef\xbb\xbfa: 1\n", [("Y-LINE-ENDING", 1)], id="BOM"),
        pytest.param(b"\xef\xbb\xbfa: 1\r\n\0", [("Y-LINE-ENDING", 1), ("Y-CHARACTER", 2)], id="BOM, CR, NUL"),
        pytest.param(b"a: 1\nb: \x07\n", [("Y-CHARACTER", 2)], id="bell"),
        pytest.param(b"a: 1 # \x7f\n", [("Y-CHARACTER", 1)], id="DEL in a comment"),
        pytest.param(b"a: |\n\tx\n", [("Y-TAB", 2)], id="tab in a block"),
        pytest.param(b"a:\n\t- b\n", [("Y-TAB", 2)], id="tab before a dash"),
        pytest.param(b"a:\n  b: 1\n\tc: 2\n", [("Y-TAB", 3)], id="tab before a field"),
        pytest.param(b"a: {b: c\n", [("Y-SYNTAX", 2)], id="open brace"),
        pytest.param(b"a: x\n b: y\n", [("Y-SYNTAX", 2)], id="two values"),
        pytest.param(b"a: @x\n", [("Y-SYNTAX", 1)], id="reserved"),
        pytest.param(b'a: "\\ud800"\n', [("Y-SYNTAX", 1)], id="escaped surrogate"),
        pytest.param(b"[" * 100_000, [("Y-DEPTH", 1)], id="100,000 brackets"),
        pytest.param(b"a:\n" + b"- " * 100_000, [("Y-DEPTH", 2)], id="100,000 dashes"),
        pytest.param(b"a: " + b"{a: " * 60_000, [("Y-DEPTH", 1)], id="60,000 braces"),
        pytest.param(b"a: !!str x\n", [("Y-TAG", 1)], id="core tag"),
        pytest.param(b"a: 1\nb: ! y\n", [("Y-TAG", 2)], id="non-specific tag"),
        pytest.param(b"a: !!python/object:os.system [x]\n", [("Y-TAG", 1)], id="python"),
        pytest.param(b"a: !%E2%80%AE {}\n!k b: 1\n", [("Y-TAG", 1), ("Y-TAG", 2)], id="hidden in a tag"),
        pytest.param(b"a: &x 1\nb: *x\n", [("Y-ANCHOR", 1), ("Y-ANCHOR", 2)], id="anchor and alias"),
        pytest.param(b"a: &x [*x]\n*x : 1\n", [("Y-ANCHOR", 1)] * 2 + [("Y-ANCHOR", 2)], id="endless"),
        pytest.param(b"a: 1\n<<: {b: 2}\n", [("Y-MERGE-KEY", 2)], id="merge"),
        pytest.param(b"%YAML 1.1\n---\na: no\n", [("Y-DIRECTIVE", 1)], id="%YAML 1.1"),
        pytest.param(b"%YAML 3.0\n---\na: no\n", [("Y-DIRECTIVE", 1)], id="%YAML 3.0"),
        pytest.param(b"# c\n%TAG ! x:\n---\na: 1\n", [("Y-DIRECTIVE", 2)], id="%TAG"),
        pytest.param(b"a: 1\n%YAML 1.1\n", [("Y-DIRECTIVE", 2)], id="directive behind"),
        pytest.param(b"a: 1\n---\nb: 1\n", [("Y-DOCUMENTS", 2)], id="two documents"),
        pytest.param(b"a: 1\nb: {c: 1,\n'c': 2}\na: 3\n", [("Y-DUPLICATE-KEY", 3), ("Y-DUPLICATE-KEY", 4)]),
        pytest.param(b"? [a]\n: b\n", [("Y-KEY", 1)], id="list as a key"),
        pytest.param(b"a: 1\n{b: 1}: 2\n", [("Y-KEY", 2)], id="mapping as a key"),
        pytest.param(b"a: 1\n'': 2\n", [("Y-KEY", 2)], id="empty key"),
        pytest.param(
            b"a: !x 1\na: !y 2\nb: [\n", [("Y-TAG", 1), ("Y-DUPLICATE-KEY", 2), ("Y-TAG", 2), ("Y-SYNTAX", 4)]
        ),
    ],
)
def test_what_is_wrong_is_named_by_code_and_line(content: bytes, refused: list[tuple[str, int]]) -> None:
    assert sorted(refusals(content)) == sorted(refused)


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x1b",
        "\x7f",
        "\x85",
        "\x9f",
        "\xad",
        "\u061c",
        "\u200b",
        "\u200f",
        "\u202a",
        "\u202e",
        "\u2060",
        "\u2066",
        "\u2069",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\ufdd0",
        "\u0378",
        "\ue000",
        "\U000e0041",
        "\U000f0000",
        "\U0010ffff",
    ],
)
def test_a_character_that_deceives_is_refused_raw_and_escaped(character: str) -> None:
    name = f"U+{ord(character):04X}"
    for text in (f"a: 1\nb: x{character}y\n", f'a: 1\nb: "x\\U{ord(character):08x}y"\n'):
        read = read_yaml(text.encode())
        assert isinstance(read, tuple)
        assert [(one.code, one.place.line, one.arguments) for one in read] == [
            ("Y-CHARACTER", 2, (("character", name),))
        ]


def test_a_carriage_return_cannot_be_written_as_an_escape() -> None:
    assert refusals(b'"a\\r": 1\nb: "\\r\\0"\n') == [
        ("Y-CHARACTER", 1),
        ("Y-CHARACTER", 2),
        ("Y-CHARACTER", 2),
    ]


def test_an_alias_bomb_is_refused_at_its_first_anchors() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    assert set(refusals(bomb.encode())) >= {("Y-ANCHOR", 1), ("Y-ANCHOR", 2)}


def test_no_more_than_twenty_findings_are_listed() -> None:
    assert len(refusals(b"a: !x 1\n" * 1000)) == 20
    assert len(refusals("".join(map(chr, range(1, 32))).encode())) == 20


@pytest.mark.parametrize(("levels", "fits"), [(20, True), (21, False)])
def test_twenty_levels_are_the_limit(levels: int, fits: object) -> None:
    brackets = levels - 1
    text = f"a: {'[' * brackets}{']' * brackets}\n"
    assert isinstance(read_yaml(text.encode()), YamlText) is fits


def test_a_quoted_merge_key_a_start_mark_and_an_end_mark_are_harmless() -> None:
    assert readable("---\n'<<': 1\n...\n").data == {"<<": 1}


def test_the_finding_says_what_the_parser_said_in_one_line() -> None:
    read = read_yaml(b"a: [1\nb: 2\n")
    assert isinstance(read, tuple)
    assert read[0].arguments == (("problem", "while parsing a flow sequence: did not find expected ',' or ']'"),)


def test_the_parser_s_own_complaint_about_text_is_no_other_exception() -> None:
    with pytest.raises(NotYamlError, match="surrogates not allowed"):
        list(events("a: \ud800"))


@given(st.binary())
@example(b"a: [" * 9000)
def test_no_bytes_raise(content: bytes) -> None:
    read = read_yaml(content)
    assert isinstance(read, YamlText) or all(isinstance(one, Finding) for one in read)


@given(st.text("ab:-?[]{},&*!|>'\"%@#<~ \n\t0.\\x漢\u202e", max_size=60))
def test_no_text_of_yaml_s_own_signs_raises(text: str) -> None:
    read = read_yaml(text.encode())
    assert read if isinstance(read, tuple) else read.data is not None


@given(st.text("ab: -[]{},\n'\"#", max_size=60))
def test_every_line_named_stands_in_the_text(text: str) -> None:
    read = read_yaml(text.encode())
    last = text.count("\n") + 1
    lines = [one.place.line for one in read] if isinstance(read, tuple) else list(read.lines.values())
    assert all(1 <= line <= last for line in lines)
