from __future__ import annotations

import io
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from cio_ctl.adapters.forms.qr_codes import as_png
from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.word_engine import docx_of
from tests.adapters.word_templates import changed, lines, part_of, table, template, text_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

CODE = "cio-ctl:1:x:projects/p/project:" + "a" * 40 + ":" + "b" * 32
CHOSEN = {"text": "新建", "options": [{"text": "新建", "chosen": "yes"}, {"text": "续建", "chosen": ""}]}
MONEY = {"yuan": "1,200.00", "wan": "0.12", "capitals": "人民币壹仟贰佰元整"}
OPINION = dict.fromkeys(("verb", "title", "behalf"), "") | {
    "opinion": "同意。",
    "name": "王强",
    "unit": "办公室",
    "date": "2026年9月1日",
}


def box(kind: str, value: object, *, applies: bool = True, columns: object = ()) -> dict[str, object]:
    return {"kind": kind, "value": value, "applies": "yes" if applies else "", "columns": columns}


COLUMNS = [{"name": "item", "kind": "text"}, {"name": "price", "kind": "money"}]
BOXES = {
    "name": box("text", "病历平台"),
    "remarks": box("text", ""),
    "level": box("text", "", applies=False),
    "kind": box("choice", CHOSEN),
    "price": box("money", MONEY),
    "settled": box("money", dict.fromkeys(MONEY, "")),
    "bond": box("money", dict.fromkeys(MONEY, ""), applies=False),
    "opinion": box("opinion", OPINION),
    "lent": box("opinion", OPINION | {"behalf": "陈静"}),
    "open": box("opinion", dict.fromkeys(OPINION, "")),
    "goods": box("table", [{"item": "服务器", "price": MONEY}, {"item": "", "price": MONEY}], columns=COLUMNS),
}


def made(source: bytes, **texts: str) -> bytes:
    boxes = BOXES | {name: box("text", text) for name, text in texts.items()}
    return docx_of(
        {
            "template": "templates/x/form.docx",
            "source": b64encode(source).decode(),
            "boxes": boxes,
            "line": "记录 p",
            "code": CODE,
            "picture": b64encode(as_png(CODE)).decode(),
            "title": "标题",
            "author": "坪山新区",
            "timestamp": 1_789_516_800,
        }
    )


def fault(source: bytes, **texts: str) -> str:
    with pytest.raises(BadTemplate) as caught:
        made(source, **texts)
    assert caught.value.findings[0].code == "F-WORD"
    return caught.value.findings[0].sentence()


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("{{ name }}", "病历平台"),
        ("{{name}}", "病历平台"),
        ("{{ remarks }}", "／"),
        ("{% if remarks %}有{% else %}无{% endif %}", "无"),
        ("{{ level }}", "不涉及"),
        ("{{ kind }}", "☑新建　☐续建"),
        ("{{ kind.text }}", "新建"),
        ("{{ price.full }} {{ settled.full }}", "1,200.00 元（0.12 万元）人民币壹仟贰佰元整 ／"),
        ("{{ price }} 元（{{ price.wan }} 万元）{{ price.capitals }}", "1,200.00 元（0.12 万元）人民币壹仟贰佰元整"),
        ("{{ settled }} {{ settled.wan }}", "／ ／"),
        ("{% if settled %}有{% else %}无{% endif %}", "无"),
        ("{{ bond }}", "不涉及"),
        ("{{ opinion }} {{ opinion.name }} {{ opinion.date }}", "同意。 王强 2026年9月1日"),
        ("{{ opinion.signed }} {{ lent.signed }}", "王强 王强（代 陈静）"),
        ("〔{{ open }}{{ open.signed }}{{ open.date }}〕", "〔　　年　　月　　日〕"),
        ("{% if open.date %}已签{% else %}未签{% endif %}", "未签"),
        ("{% if open %}已签{% else %}未签{% endif %}", "未签"),
        ("{{ goods|length }} {{ goods[0].item }} {{ goods[1].item }}", "2 服务器 ／"),
        ("{% if name == “病历平台” %}是{% endif %}", "是"),
        ("{% for row in goods %}{{ loop.index }}.{{ row.price }} {% endfor %}", "1.1,200.00 2.1,200.00 "),
    ],
)
def test_a_box_prints_as_people_write_it(written: str, printed: str) -> None:
    assert text_of(made(lines(written))).split("\n")[0] == printed


def test_a_row_is_repeated_for_each_entry_of_a_table() -> None:
    rows = (
        ("序号", "名称"),
        ("{%tr for row in goods %}", ""),
        ("{{ loop.index }}", "{{ row.item }}"),
        ("{%tr endfor %}", ""),
    )
    assert "序号 | 名称\n1 | 服务器\n2 | ／" in text_of(made(table(*rows)))


def test_a_field_that_word_has_cut_in_pieces_is_found() -> None:
    def build(document: WordDocument) -> None:
        paragraph = document.add_paragraph()
        for piece in ("{", "{ na", "me }", "}"):
            paragraph.add_run(piece).bold = True

    assert text_of(made(template(build))).startswith("病历平台")


def test_headers_and_footers_are_filled_too() -> None:
    def build(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ name }}"
        document.sections[0].footer.paragraphs[0].text = "{{ price }}"

    section = Document(io.BytesIO(made(template(build)))).sections[0]
    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("病历平台", "1,200.00")


def test_a_line_end_in_a_value_is_one_in_word() -> None:
    content = made(lines("{{ name }}"), name="一\n二\r\n三")
    assert "<w:br/>" in part_of(content, "word/document.xml")
    assert text_of(content).startswith("一\n二\n三\n")


@pytest.mark.parametrize(
    "text",
    [
        "</w:t><w:br/><w:t>",
        "</w:t></w:r></w:p></w:body>",
        "{{ 7*7 }} {% raw %} {# x #}",
        "{_{ 7*7 }_} {_% if %_}",
        "&lt;&amp;&#123; <!DOCTYPE x> ]]> <?php",
        "“引号” \"quotes\" 'x'",
        "\\\\server\\share",
    ],
)
def test_a_value_is_text_whatever_stands_in_it(text: str) -> None:
    assert text_of(made(lines("始{{ name }}终"), name=text)).split("\n")[0] == f"始{text}终"


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\t\n\r"), min_size=1, max_size=60))
def test_no_text_is_lost_or_becomes_code(text: str) -> None:
    found = text_of(made(lines("始{{ name }}终"), name=text)).split("终\n")[0]
    assert len(found) == len(text) + 1
    assert all(one in {other, "\ufffd"} for one, other in zip(found[1:], text, strict=True))


def test_signs_that_xml_has_not_are_shown_as_such() -> None:
    assert text_of(made(lines("{{ name }}"), name="a\x07b\x0cc\x00")).startswith("a\ufffdb\ufffdc\ufffd")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ nmae }}", "'nmae' is undefined; perhaps name"),
        ("{% for row in godos %}{% endfor %}", "'godos' is undefined; perhaps goods"),
        ("{{ price.dollars }}", "there is no .dollars here, only .yuan, .wan, .capitals, .full, .applies"),
        ("{{ goods }}", "a table cannot stand in one place"),
        ("{{ goods[0] }}", "a row cannot stand in one place: take a column of it, .item, .price"),
        ("{% for row in goods %}", "endfor"),
        ("{{ name", "unexpected '/'"),
        ("{{ name ~ name }}", "Concat is not allowed"),
        ("{% include 'x' %}", "Include is not allowed"),
        ("{{ name.__class__ }}", "no attribute '__class__'"),
        ("{{ price.keys() }}", "only macros and range can be called"),
        ("{{ range.__globals__ }}", "__globals__"),
        ("{{r name }}", "stands outside of any line"),
        ("{% for a in range(1000) %}{% for b in range(1000) %}xxxxxxxxx{% endfor %}{% endfor %}", "too much text"),
    ],
)
def test_what_is_wrong_is_told_with_the_words_around_it(written: str, problem: str) -> None:
    told = fault(lines("第一段", f"项目 {written}"))
    assert "templates/x/form.docx" in told
    assert problem in told


@pytest.mark.parametrize(
    ("source", "spot"),
    [
        (lines("第一段", "项目 {{ nothing }}"), "paragraph “项目 {{ nothing }}”"),
        (table(("立项批复", "{{ nothing }}"), ("金额", "{{ price }}")), "table 1, “立项批复 | {{ nothing }}”"),
        (
            table(("序号", "名"), ("{%tr for row in nothing %}", ""), ("", ""), ("{%tr endfor %}", "")),
            "table 1, “序号 | 名{%",
        ),
    ],
)
def test_the_spot_is_where_somebody_finds_it_in_word(source: bytes, spot: str) -> None:
    assert spot in fault(source)


def test_the_spot_in_a_page_header_is_told() -> None:
    def build(document: WordDocument) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉 {{ nothing }}"

    assert "page header, paragraph “页眉 {{ nothing }}”" in fault(template(build))


def test_a_loop_that_tears_a_paragraph_apart_is_refused_and_not_mended() -> None:
    def build(document: WordDocument) -> None:
        document.add_paragraph("{% for row in goods %}")
        document.add_table(1, 1).cell(0, 0).text = "{% endfor %}"

    assert "not well-formed" in fault(template(build))


@pytest.mark.parametrize(
    ("hidden", "problem"),
    [
        ("<w:altChunk/>", "takes in another document"),
        ('<w:fldSimple w:instr="INCLUDETEXT x"/>', "the field INCLUDETEXT"),
        ("<w:instrText>DDEAUTO x</w:instrText>", "the field DDEAUTO"),
    ],
)
def test_what_only_the_filled_template_holds_is_refused_as_well(hidden: str, problem: str) -> None:
    source = lines("{% raw %}{{ </w:t>" + hidden + "<w:t> }}{% endraw %}")
    assert problem in fault(source)


def test_a_value_in_a_field_code_stays_an_argument() -> None:
    source = lines("AAA")
    body = part_of(source, "word/document.xml").replace("<w:t>AAA</w:t>", "<w:instrText>{}</w:instrText>")
    assert made(changed(source, {"word/document.xml": body.replace("{}", "REF {{ name }}").encode()}))
    assert "it has the field {{" in fault(
        changed(source, {"word/document.xml": body.replace("{}", "{{ name }}").encode()})
    )


def test_every_paper_ends_with_its_code_for_people_and_cameras() -> None:
    content = made(lines("{{ name }}"))
    document = Document(io.BytesIO(content))
    assert CODE in document.tables[-1].cell(0, 1).text.replace("\u200b", "")
    assert document.inline_shapes[0].width == Mm(16)
    properties = document.core_properties
    assert (properties.title, properties.author, properties.identifier) == ("标题", "坪山新区", CODE)
    assert properties.created is not None
    assert properties.created == properties.modified
    assert properties.last_modified_by == ""


def test_the_same_template_and_values_make_the_same_bytes_packed_anyhow() -> None:
    source = lines("{{ name }}")
    assert made(source) == made(source)


@pytest.mark.parametrize("source", [b"", b"PK", b"PK\x03\x04" + b"\0" * 40, "不是".encode()])
def test_what_is_no_word_file_is_told(source: bytes) -> None:
    assert "not a file that Word or WPS saves" in fault(source)
