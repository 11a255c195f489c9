from __future__ import annotations

import io
import json
import socket
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from cio_ctl.adapters.forms import confined
from cio_ctl.adapters.forms.confined import ConfinedWorker
from cio_ctl.adapters.forms.confined_worker import serve
from cio_ctl.adapters.forms.fonts import find_fonts
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.typst_pdf import Imprint, Layout, make_pdf

if TYPE_CHECKING:
    from pathlib import Path

IMPRINT = Imprint("标题", "坪山新区", datetime(2026, 9, 16, tzinfo=UTC))
FONTS = find_fonts([]).folders


def made(source: str, **values: object) -> bytes:
    with ConfinedWorker() as worker:
        return make_pdf(worker, Layout("templates/x/form.typ.j2", source, FONTS), values, IMPRINT)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def problem(source: str, time_limit: float = 20.0) -> str:
    with pytest.raises(BadTemplate) as caught, ConfinedWorker(time_limit) as worker:
        make_pdf(worker, Layout("t", source, FONTS), {}, IMPRINT)
    return caught.value.where[2]


def job(source: str, folder: Path) -> bytes:
    text = json.dumps(
        {
            "engine": "pdf",
            "template": "t",
            "source": source,
            "values": {"a": "值"},
            "root": str(folder),
            "timestamp": 1,
            "fonts": [str(path) for path in FONTS],
            "title": "标题",
            "author": "坪山",
            "shared": {},
            "sheet": {},
        }
    ).encode()
    return b"%d\n" % len(text) + text


def test_a_pdf_holds_the_values_and_says_what_it_is() -> None:
    pdf = made('#set text(font: "Noto Serif SC")\n#{{ a }}', a='坪山 #read("/etc/passwd") $x$ *b* // <l> @r `c` \\ [')
    assert '坪山 #read("/etc/passwd") $x$ *b* // <l> @r `c` \\ [' in text_of(pdf)
    about = PdfReader(io.BytesIO(pdf)).metadata
    assert about is not None
    assert (about.title, about.author) == ("标题", "坪山新区")
    assert about.creation_date == IMPRINT.at


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made("#{{ a }}", a="同") == made("#{{ a }}", a="同")


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#image("/etc/hostname")',
        '#read("../../../../etc/passwd")',
        '#include "/etc/passwd"',
        '#json("/etc/passwd")',
        '#let p = "/etc/" + "passwd"; #read(p)',
        '#import "@local/x:1.0.0"',
        '#plugin("/bin/sh")',
    ],
)
def test_a_template_reaches_no_file(source: str) -> None:
    assert "in the Typst text" in problem(source)


def test_a_template_reaches_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{server.getsockname()[1]}")
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    called.append(server.accept())
                except TimeoutError:
                    continue

        listener = threading.Thread(target=listen)
        listener.start()
        said = problem('#import ("@pre" + "view/cetz:0.3.0")')
        done.set()
        listener.join()
    assert "package" in said
    assert not called


def test_a_template_that_takes_too_long_is_stopped() -> None:
    start = time.monotonic()
    said = problem("#for a in range(100000) { for b in range(100000) { let x = calc.sin(b) } }", 1.0)
    assert "longer than 1 seconds" in said
    assert time.monotonic() - start < 5


def test_a_template_that_takes_too_much_memory_is_stopped() -> None:
    said = problem('#let s = "x" * 200000000\n#let all = ()\n#for i in range(100) { all.push(s + str(i)) }\n#all.len()')
    assert "broke off" in said


def test_a_paper_larger_than_any_that_is_read_is_refused_and_the_next_one_made(monkeypatch: pytest.MonkeyPatch) -> None:
    with ConfinedWorker() as worker:
        paper = make_pdf(worker, Layout("t", "#{{ a }}", FONTS), {"a": "值"}, IMPRINT)
        monkeypatch.setattr(confined, "ANSWER_LIMIT", len(paper) - 1)
        with pytest.raises(BadTemplate, match="F-TEMPLATE") as caught:
            make_pdf(worker, Layout("t", "#{{ a }}", FONTS), {"a": "值"}, IMPRINT)
        monkeypatch.undo()
        assert make_pdf(worker, Layout("t", "#{{ a }}", FONTS), {"a": "值"}, IMPRINT) == paper
    assert "typesetting makes more than" in caught.value.where[2]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("王𠮷", "王〔U+20BB7〕"),
        ("好😀☑", "好〔U+1F600〕〔U+2611〕"),
        ("☑\ufe0f", "〔U+2611〕〔U+FE0F〕"),
        ("אב", "〔U+05D0〕〔U+05D1〕"),
        ("王\u0330平a\u0489", "王〔U+0330〕平a〔U+0489〕"),
        ("क्षि", "〔U+0915〕〔U+094D〕〔U+0937〕〔U+093F〕"),
        ("👨\u200d👩", "〔U+1F468〕〔U+200D〕〔U+1F469〕"),
        ("é 王 — α", "é 王 — α"),
    ],
)
def test_a_letter_that_no_font_has_is_spelled_out(written: str, printed: str) -> None:
    source = '#set text(font: "Noto Serif SC")\n#set page(width: 40cm)\n#{{ a }}\n\n#{{ b }}.c.at(0)'
    pdf = made(source, a=written, b={"c": [written]})
    assert text_of(pdf).replace(" ", "").split("\n") == [printed.replace(" ", "")] * 2
    assert made(source, a=written, b={"c": [written]}) == pdf


def test_a_letter_of_the_template_itself_that_no_font_has_is_a_fault() -> None:
    assert "could not be displayed" in problem('#set text(font: "Noto Serif SC")\n𠮷')


def test_an_error_of_the_compiler_names_the_line_of_made_text() -> None:
    assert "line 3: #missing" in problem("\n\n#missing")
    assert "(in the Typst text that it makes, line" in problem("#let x = (")


def test_an_error_of_the_template_names_its_line() -> None:
    with pytest.raises(BadTemplate) as caught:
        made("\n{{ nothing }}")
    assert caught.value.where[:2] == ("templates/x/form.typ.j2", 2)


def answers(*jobs: bytes) -> list[tuple[str, bytes]]:
    """What the child says to jobs one after the other."""
    said = io.BytesIO()
    serve(io.BytesIO(b"".join(jobs)), said)
    said.seek(0)
    found = []
    while line := said.readline():
        kind, length = line.split()
        found.append((kind.decode(), said.read(int(length))))
    return found


def test_the_worker_answers_each_job_with_a_paper_or_with_what_is_wrong(tmp_path: Path) -> None:
    sources = (("#{{ a }}", None), ("#missing", 0), ("{{ b }}", 1), ("#let a = (\n", 0), ("#{{ a }}", None))
    found = answers(*(job(source, tmp_path) for source, _ in sources))
    assert [kind for kind, _ in found] == ["paper", "fault", "fault", "fault", "paper"]
    for (_, line), (kind, answer) in zip(sources, found, strict=True):
        assert answer.startswith(b"%PDF") if kind == "paper" else json.loads(answer)[:2] == ["t", line]


def test_a_worker_goes_on_after_a_template_that_broke_its_child() -> None:
    with ConfinedWorker(1.0) as worker:
        with pytest.raises(BadTemplate):
            make_pdf(worker, Layout("t", "#while true {}", FONTS), {}, IMPRINT)
        assert make_pdf(worker, Layout("t", "#{{ a }}", FONTS), {"a": "值"}, IMPRINT).startswith(b"%PDF")


def test_a_template_imports_the_layouts_that_are_handed_over_and_faults_in_them_name_the_layout() -> None:
    shared = {"paper.typ": '#let word = json("word.json")\n#let hello(name) = [#word #name.first]'}
    source = '#import "paper.typ": *\n#hello({{ person }})'
    with ConfinedWorker() as worker:

        def made_with(person: object) -> bytes:
            layout = Layout("t", source, FONTS, shared)
            return make_pdf(worker, layout, {"person": person}, IMPRINT, {"word": "hello"})

        assert "hello" in text_of(made_with({"first": "a"}))
        with pytest.raises(BadTemplate) as caught:
            made_with({"second": "a"})
    assert "in paper.typ, line 2" in caught.value.where[2]
