"""The limits that the code sets itself: they hold, and breaking one is noticed."""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from cio_ctl.model.codes import CODES
from cio_ctl.rules import judge
from tests.attacks.test_tampering import ROWS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "cio_ctl"
LINTER = Path(sys.executable).with_name("lint-imports")
RULES = range(1, 14)


def trees(folder: str) -> list[tuple[Path, ast.Module]]:
    return [(file, ast.parse(file.read_text("utf-8"))) for file in sorted((PACKAGE / folder).rglob("*.py"))]


def raised(node: ast.Raise) -> str:
    """The name of what is raised."""
    what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return what.id if isinstance(what, ast.Name) else ""


def test_rules_answer_with_findings_and_raise_nothing_but_our_own_mistakes() -> None:
    found = [
        f"{file.name}:{node.lineno}"
        for file, tree in trees("rules")
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and raised(node) != "AssertionError"
    ]

    assert found == []


@pytest.mark.parametrize("folder", ["model", "rules"])
def test_model_and_rules_open_no_file_and_ask_no_clock(folder: str) -> None:
    asking = {"open", "input", "print", "exec", "eval", "now", "today", "utcnow", "__import__"}
    called = [
        f"{file.name}:{node.lineno}"
        for file, tree in trees(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") in asking or getattr(node.func, "attr", "") in asking)
    ]

    assert called == []


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contracts, checked on a source tree."""
    return subprocess.run(
        [str(LINTER), "--config", str(folder / ".importlinter"), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source tree, to plant imports in."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "cio_ctl", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def plants() -> list[tuple[str, str, str]]:
    """For each contract, imports that break it: contract, module, planted line."""
    book = configparser.ConfigParser()
    book.read(ROOT / ".importlinter", "utf-8")
    found = []
    for section in book.sections():
        contract = book[section]
        if contract.get("type") == "layers":
            layers = [line.split(" | ") for line in contract["layers"].strip().splitlines()]
            found += [
                (contract["name"], lower, f"import {upper}")
                for uppers, lowers in pairwise(layers)
                for upper in uppers
                for lower in lowers
            ]
            beside = [layer for layer in layers if len(layer) > 1]
            found += [(contract["name"], one, f"import {other}") for one, other in beside]
            found += [(contract["name"], other, f"import {one}") for one, other in beside]
        elif contract.get("type") == "forbidden":
            sources, forbidden = contract["source_modules"].split(), contract["forbidden_modules"].split()
            found += [(contract["name"], sources[-1], f"import {module}") for module in forbidden[:1]]
            found += [(contract["name"], sources[0], f"import {module}") for module in forbidden[-1:]]
    return found


def test_every_contract_is_of_a_kind_that_is_tried_here() -> None:
    book = configparser.ConfigParser()
    book.read(ROOT / ".importlinter", "utf-8")
    names = {book[section]["name"] for section in book.sections() if "name" in book[section]}

    assert {contract for contract, _, _ in plants()} == names


def test_the_contracts_hold(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "module", "line"), plants())
def test_a_planted_import_breaks_its_contract(copy: Path, contract: str, module: str, line: str) -> None:
    file = copy / "src" / Path(*module.split(".")) / "planted.py"
    file.write_text(f"{line}\n", "utf-8")

    done = lint(copy)
    told = " ".join(done.stdout.split())

    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{' '.join(contract.split())} BROKEN" in told


LIBRARIES = {
    "git": {"adapters/git/repository.py"},
    "ruamel": {"adapters/yaml/events.py"},
    "_ruamel_yaml": {"adapters/yaml/events.py"},
    "jsonschema": {"adapters/schemas/shapes.py"},
    "referencing": {"adapters/schemas/shapes.py"},
    "jinja2": {"adapters/forms/jinja_templates.py", "adapters/forms/template_boxes.py"},
    "markupsafe": {"adapters/forms/jinja_templates.py"},
    "segno": {"adapters/forms/qr_codes.py"},
    "typst": {"adapters/forms/typst_engine.py"},
    "docxtpl": {"adapters/forms/word_engine.py"},
    "cryptography": {"adapters/signatures/ssh.py"},
    "icalendar": {"adapters/ics.py"},
    "pypdf": {"adapters/forms/pdf_text.py"},
    "pysequoia": {"adapters/signatures/openpgp.py"},
    "platformdirs": {"adapters/user_cache.py"},
    "pylopdf_fonts_zh_cn": {"adapters/forms/fonts.py"},
    "rich": {"cli/output.py"},
    "rjieba": {"adapters/text_similarity.py"},
}
"""Each outside library and the one module that uses it; typer shapes the whole command line."""


def users_of_libraries() -> dict[str, set[str]]:
    """Every module's top-level imports from outside, turned round."""
    users: dict[str, set[str]] = {}
    for file, tree in trees("."):
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                if top not in sys.stdlib_module_names and top != "cio_ctl":
                    users.setdefault(top, set()).add(file.relative_to(PACKAGE).as_posix())
    return users


def test_each_outside_library_has_one_user() -> None:
    users = users_of_libraries()

    assert all(path.startswith("cli/") for path in users.pop("typer"))
    assert users == LIBRARIES


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_stands_in_the_rule_book_among_the_codes_and_among_the_attacks(rule: int) -> None:
    found_by = {CODES[code].rule for row in ROWS for code in row.finds}

    assert re.search(rf"^{rule}\. \S", judge.__doc__ or "", re.MULTILINE)
    assert any(code.rule == rule and code.code.startswith(f"R{rule}-") for code in CODES.values())
    assert rule in found_by


def test_the_rule_book_has_no_other_rules() -> None:
    numbers = [int(number) for number in re.findall(r"^([0-9]+)\. ", judge.__doc__ or "", re.MULTILINE)]

    assert numbers == list(RULES)
    assert {code.rule for code in CODES.values()} <= {0, *RULES}
