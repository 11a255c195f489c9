"""Slips in Word templates that would go out on every paper."""

from __future__ import annotations

import pytest

from cio_ctl.adapters.forms.template_faults import BadTemplate
from cio_ctl.adapters.forms.word_archive import template_parts
from tests.adapters.word_templates import changed, lines, part_of, table, template

BODY = "word/document.xml"
PLAIN = lines("第一段", "AAA")
AUTHOR = 'w:id="1" w:author="张" w:date="2026-01-01T00:00:00Z"'
TRACKED = "a tracked change would go out with every paper: accept or reject all changes in Word first"
REMARKED = "a comment would go out with every paper: delete all comments in Word first"


def fault(content: bytes) -> tuple[str, str]:
    """Where a template has a slip, and which."""
    with pytest.raises(BadTemplate) as caught:
        template_parts("f.docx", content)
    assert [one.code for one in caught.value.findings] == ["F-WORD"]
    _, _, problem, spot = caught.value.where
    return spot, problem


def in_body(xml: str) -> bytes:
    """The plain file with other XML in place of its second paragraph's run."""
    return changed(PLAIN, {BODY: part_of(PLAIN, BODY).replace("<w:r><w:t>AAA</w:t></w:r>", xml).encode()})


@pytest.mark.parametrize(
    "tag",
    [
        "｛｛ name ｝｝",
        "{％ if name ％}",
        "｛% if name %｝",
        "{ { name } }",
        "{　{ name }　}",
        "｛{ name }｝",
        "{{ name ｝｝",
        "｛｛ name }}",
        "{％tr for row in goods ％}",
    ],
)
def test_a_tag_in_full_width_or_with_blanks_in_it_is_told_with_its_place(tag: str) -> None:
    spot, problem = fault(lines("第一段", f"名称：{tag} {{{{ level }}}}"))
    assert spot == f"paragraph “名称：{tag.replace('　', ' ')} {{{{ level }}}}”"
    assert problem.startswith(
        f"“{tag.replace('　', ' ')}” would be printed as it stands: write braces and % in half width"
    )


def test_such_a_tag_is_found_in_a_table_in_a_page_header_and_over_several_runs() -> None:
    assert fault(table(("立项批复", "｛｛ number ｝｝")))[0] == "table 1, “立项批复 | ｛｛ number ｝｝”"
    header = template(lambda document: setattr(document.sections[0].header.paragraphs[0], "text", "｛｛ name ｝｝"))
    assert fault(header)[0] == "page header, paragraph “｛｛ name ｝｝”"
    runs = "".join(f"<w:r><w:t>{piece}</w:t></w:r>" for piece in ("｛", "｛ na", "me ｝", "｝"))
    assert fault(in_body(runs))[0] == "paragraph “｛｛ name ｝｝”"


def test_tags_that_take_a_whole_row_or_paragraph_stand_alone_in_it() -> None:
    rows = (("甲", "乙"), ("{%tr for row in goods %}{{ row.item }}", "{{ row.price }}{%tr endfor %}"), ("丙", "丁"))
    spot, problem = fault(table(*rows))
    assert spot == "table 1, “{%tr for row in goods %}{{ row.item }} | {{ row.price }}{%tr endfor %}”"
    assert problem.startswith("each {%tr … %} needs a row of its own")
    spot, problem = fault(lines("第一段", "{%p if name %}{{ name }}{%p endif %}"))
    assert spot == "paragraph “{%p if name %}{{ name }}{%p endif %}”"
    assert problem.startswith("each {%p … %} needs a paragraph of its own")
    assert template_parts("f.docx", table(("{%tr for row in goods %}",), ("{{ row.item }}",), ("{%tr endfor %}",)))


@pytest.mark.parametrize(
    "text",
    [
        "{{ name }} {% if name %}x{% endif %}",
        "｛{{ name }}｝",
        "{% if name == '{' %}x{% endif %}",
        "{{　name　}}",
        "｛甲｝、{乙}、90％、{{ rate }}％",
    ],
)
def test_braces_that_are_none_of_a_tag_may_stand(text: str) -> None:
    assert template_parts("f.docx", lines(text))


@pytest.mark.parametrize(
    "xml",
    [
        f"<w:ins {AUTHOR}><w:r><w:t>{{{{ name }}}}</w:t></w:r></w:ins>",
        f"<w:del {AUTHOR}><w:r><w:delText>{{{{ oldname }}}}</w:delText></w:r></w:del>",
        f"<w:moveFrom {AUTHOR}><w:r><w:t>a</w:t></w:r></w:moveFrom>",
        f"<w:r><w:rPr><w:b/><w:rPrChange {AUTHOR}><w:rPr/></w:rPrChange></w:rPr><w:t>a</w:t></w:r>",
    ],
)
def test_a_tracked_change_is_told_with_its_paragraph(xml: str) -> None:
    spot, problem = fault(in_body(xml))
    assert spot.startswith("paragraph “")
    assert "第一段" not in spot
    assert problem == TRACKED


def test_a_comment_is_told_with_its_paragraph_or_with_the_part_that_keeps_it() -> None:
    remarked = template(
        lambda document: document.add_comment(document.add_paragraph("金额").runs, text="请核对", author="王")
    )
    assert fault(remarked) == ("paragraph “金额”", REMARKED)
    loose = part_of(remarked, BODY).replace("<w:commentReference ", "<w:bookmarkEnd ")
    assert fault(changed(remarked, {BODY: loose.encode()})) == ("word/comments.xml", REMARKED)


def test_a_list_of_comments_without_any_may_stand() -> None:
    assert "word/comments.xml" in template_parts("f.docx", template(lambda document: document.part._comments_part))  # noqa: SLF001
