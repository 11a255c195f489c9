from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from cio_ctl.model.codes import CODES, Code
from cio_ctl.model.finding import Finding, Place, finding

SRC = Path(__file__).parents[2] / "src" / "cio_ctl"
A_CODE = re.compile(r"[A-Z][0-9]{0,2}-[A-Z-]+[A-Z]")
MAKERS = {"finding", "_about", "_fault", "report"}
ADDED_BY_HELPERS = {"record", "verb"}


@cache
def calls() -> dict[str, set[str]]:
    """The facts that each code is given wherever a finding is made of it, by reading the source."""
    given: dict[str, set[str]] = {}
    for node in (node for tree in trees() for node in ast.walk(tree)):
        if isinstance(node, ast.Call) and _name(node.func) in MAKERS:
            chosen = [
                part
                for word in node.args
                for part in ([word.body, word.orelse] if isinstance(word, ast.IfExp) else [word])
            ]
            for word in chosen:
                if _is_code(word):
                    given.setdefault(ast.literal_eval(word), set()).update(
                        fact.arg for fact in node.keywords if fact.arg
                    )
    return given


def _name(function: ast.expr) -> str:
    """The last name of what is called."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _is_code(node: ast.AST) -> bool:
    """Whether a piece of source is a text that looks like a code."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(A_CODE.fullmatch(node.value))


@cache
def trees() -> tuple[ast.Module, ...]:
    """The program's source, but for the table of codes."""
    return tuple(ast.parse(file.read_text("utf-8")) for file in sorted(SRC.rglob("*.py")) if file.name != "codes.py")


@cache
def named() -> frozenset[str]:
    """Every code that stands as a text in the program, outside the table."""
    return frozenset(
        ast.literal_eval(node)
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and _is_code(node)
    )


def facts_of(code: Code) -> set[str]:
    """The facts that the sentence and the remedy of a code use."""
    return {name for text in (code.sentence, code.remedy) for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_sentence_and_a_remedy_use_plain_named_facts_only(code: Code) -> None:
    assert all(re.fullmatch(r"[a-z_]+", name) for name in facts_of(code))
    assert code.sentence
    assert code.remedy
    assert code.sentence[-1] not in ".!"


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_code_is_numbered_after_its_rule(code: Code) -> None:
    number = re.match(r"R([0-9]+)-", code.code)
    pushed = {"P-DELETED": 12, "P-REWOUND": 12, "P-REVERSED": 10}
    others = {"Y": 8, "L": 9}.get(code.code[0], 0)

    assert code.rule == (int(number[1]) if number else pushed.get(code.code, others))


def test_every_code_that_the_program_cites_exists_and_none_is_left_over() -> None:
    assert named() == set(CODES)


@pytest.mark.parametrize("code", [name for name in CODES if name in calls()])
def test_every_fact_of_a_sentence_is_given_where_the_code_is_cited(code: str) -> None:
    assert facts_of(CODES[code]) - calls()[code] <= ADDED_BY_HELPERS


def test_a_code_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match="R99"):
        finding("R99-NOTHING")


def test_facts_fill_the_sentence_and_the_remedy_and_what_is_unknown_is_a_dash() -> None:
    found = finding("R3-OPINION", verb="return", other="x")
    bare = finding("R3-OPINION")

    assert found.sentence() == "return needs an opinion"
    assert bare.sentence() == "— needs an opinion"
    assert found.remedy(str.upper) == "ADD --OPINION WITH THE REASONS"
    assert found.about.rule == 3


def test_a_fact_in_braces_is_shown_and_not_looked_up() -> None:
    assert finding("Y-TAG", tag="{0.__class__}").sentence() == "the tag {0.__class__} is not allowed"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place("a.yaml"), "a.yaml"),
        (Place("a.yaml", 3), "a.yaml:3"),
        (Place("a.yaml", 3, "0123456789abcdef"), "a.yaml:3@0123456789ab"),
        (Place("", 0, "0123456789abcdef"), "@0123456789ab"),
    ],
)
def test_a_place_is_written_as_far_as_it_is_known(place: Place, text: str) -> None:
    assert str(place) == text


def test_a_finding_can_be_placed_in_a_commit_and_findings_have_an_order() -> None:
    found = finding("R2-EMPTY", Place("a.yaml", 2)).at("c1")

    assert found.place == Place("a.yaml", 2, "c1")
    assert min(Finding(Place("b"), "R2-EMPTY"), found) is found
