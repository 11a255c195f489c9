"""A Word template to start from: every box of a form with its field, ruled as official forms are.

An office goes on in Word or WPS from here: it moves cells, changes words, and leaves the fields in double braces.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.forms.word_paper import WIDTH, word_paper
from cio_ctl.adapters.forms.word_xml import HEADING_FONT, TITLE_FONT, Cell, Line, Row, cell, label, table
from cio_ctl.model.form import ByHand, Computed, Deciding, Form, FormField, Show, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_PAIRS: Final = (34, 44, 34, 44)
_NUMBER_WIDTH: Final = 11
_MOST_COLUMNS: Final = 7
"""A table of more columns than these is laid out as a block for each row."""
_COLUMNS_OF_USUAL_SIZE: Final = 5
_SMALL_POINTS: Final = 9
_SIGNED_HEIGHT: Final = 10
"""Millimetres of a row in which somebody signs."""
_OPINION: Final = "opinion"
_ASKED: Final = (("日期", "date"), ("时间", "date"), ("单位", "unit"), ("部门", "unit"), ("人", "name"))
_WIDE: Final = (Show.MONEY, Show.CHOICE)
_ROOM: Final = 18
"""Millimetres left for a seal."""


def word_template(form: Form) -> bytes:
    """The Word file that a form's template can start from."""
    return word_paper(form.title.zh, "".join(_body(form)))


def _body(form: Form) -> Iterator[str]:
    yield Line(form.title.zh, "center", TITLE_FONT, 22, after=8).xml()
    for _, boxes in groupby(_with_parts(form.fields), key=lambda pair: pair[0]):
        part = [one for _, one in boxes]
        if part[0].part is not None:
            yield Line(part[0].part.zh, "", HEADING_FONT, 12, before=4, after=2, kept=True).xml()
        for layout, run in groupby(part, key=_layout):
            yield from _run(layout, list(run), "")
            yield _gap()


def _with_parts(fields: Iterable[FormField]) -> Iterator[tuple[int, FormField]]:
    """Each box with the number of its part."""
    number = 0
    for one in fields:
        number += one.part is not None
        yield number, one


def _gap() -> str:
    """A paragraph that keeps tables apart, as Word would make one of two."""
    return Line("", points=3).xml()


def _layout(one: FormField) -> str:
    if isinstance(one.binding, Table):
        return f"table {one.name}"
    return "opinion" if _is_opinion(one) else "entry"


def _is_opinion(one: FormField) -> bool:
    """Whether a box is signed; a decision that nobody signs here, and whose title asks for a part of it, is none."""
    if isinstance(one.binding, Deciding):
        return bool(one.signer) or _asked(one) == _OPINION
    return isinstance(one.binding, ByHand)


def _run(layout: str, boxes: Sequence[FormField], prefix: str) -> Iterator[str]:
    """Boxes of one layout, one after the other."""
    if layout == "entry":
        yield table(_PAIRS, _entries(boxes, prefix))
    elif layout == "opinion":
        # A table for each: LibreOffice loses rows of a long one that may not be split.
        yield _gap().join(table((20, WIDTH - 20), _opinion(one, prefix)) for one in boxes)
    else:
        yield from _table(boxes[0], prefix)


def _entries(boxes: Sequence[FormField], prefix: str) -> Iterator[Row]:
    """Boxes of one value, two a line; a wide one takes the whole of it."""
    waiting: FormField | None = None
    for one in boxes:
        wide = one.wide or one.show in _WIDE or isinstance(one.binding, Computed)
        if waiting is not None and not wide:
            yield Row((*_pair(waiting, prefix, 1), *_pair(one, prefix, 1)))
            waiting = None
            continue
        if waiting is not None:
            yield Row(_pair(waiting, prefix, 3))
        waiting = None if wide else one
        if wide:
            # A text without bounds may fill pages, so its row may be split over them.
            yield Row(_pair(one, prefix, 3), split=one.wide)
    if waiting is not None:
        yield Row(_pair(waiting, prefix, 3))


def _pair(one: FormField, prefix: str, span: int) -> tuple[Cell, Cell]:
    return label(one.title.zh), cell(_field(one, prefix), span)


def _field(one: FormField, prefix: str) -> str:
    """What is written into the cell of a box."""
    name = f"{prefix}{one.name}"
    if isinstance(one.binding, Deciding):
        return f"{{{{ {name}.{_asked(one)} }}}}"
    if isinstance(one.binding, Computed) or one.show is Show.MONEY:
        amount = f"{{{{ {name}.yuan }}}} 元（{{{{ {name}.wan }}}} 万元）{{{{ {name}.capitals }}}}"
        return amount if one.required else f"{{{{ {name}.full }}}}"
    return f"{{{{ {name} }}}}"


def _asked(one: FormField) -> str:
    """The part of a decision that the title of a box asks for."""
    if "意见" in one.title.zh:
        return _OPINION
    return next((part for word, part in _ASKED if word in one.title.zh), _OPINION)


def _opinion(one: FormField, prefix: str) -> Iterator[Row]:
    """A box for an opinion, with seal, signature and date; left to the pen until it is given."""
    name = f"{prefix}{one.name}"
    signed = (
        Line(f"{{{{ {name} }}}}"),
        Line(f"单位（盖章）：{{{{ {name}.unit }}}}", before=_ROOM, indent=58),
        Line(f"{one.signer or '负责人'}（签名）：{{{{ {name}.signed }}}}", before=2, indent=58),
        Line(f"日期：{{{{ {name}.date }}}}", before=2, indent=58, after=2),
    )
    row = Row((label(one.title.zh), Cell(signed, top=True)))
    yield from _only_if(f"{name}.applies", row) if one.when else (row,)


def _only_if(condition: str, row: Row) -> Iterator[Row]:
    """A row that is there only under a condition."""
    span = sum(each.span for each in row.cells)
    yield Row((cell(f"{{%tr if {condition} %}}", span),))
    yield row
    yield Row((cell("{%tr endif %}", span),))


def _table(one: FormField, prefix: str) -> Iterator[str]:
    """A table with a row for each entry, or a block for each where that has too much in it for a row."""
    binding = one.binding
    columns = binding.columns if isinstance(binding, Table) else ()
    name = f"{prefix}{one.name}"
    if len(columns) <= _MOST_COLUMNS and not any(isinstance(column.binding, Table) for column in columns):
        if one.part is None or one.title.zh not in one.part.zh:
            yield Line(one.title.zh, before=1, after=1, kept=True).xml()
        yield _listing(name, columns, required=one.required)
        return
    row = "row" if not prefix else "item"
    yield Line(f"{{%p for {row} in {name} %}}").xml()
    yield Line(f"（{{{{ loop.index }}}}）{one.title.zh}", font=HEADING_FONT, before=2, after=1, kept=True).xml()
    for layout, run in groupby(columns, key=_layout):
        yield from _run(layout, list(run), f"{row}.")
        yield _gap()
    yield Line("{%p endfor %}").xml()


def _listing(name: str, columns: Sequence[FormField], *, required: bool) -> str:
    """A numbered row for each entry, under a head that is repeated on every page."""
    shares = sum(column.width for column in columns)
    left = WIDTH - _NUMBER_WIDTH
    widths = (_NUMBER_WIDTH, *(left * column.width / shares for column in columns))
    row = "row" if "." not in name else "item"
    whole, points = len(widths), _SMALL_POINTS if len(columns) > _COLUMNS_OF_USUAL_SIZE else 0
    head = [Cell((Line(text, "center", points=points),)) for text in ("序号", *(one.title.zh for one in columns))]
    number = Cell((Line("{{ loop.index }}", "center", points=points),))
    signed = any(isinstance(column.binding, ByHand) for column in columns)
    return table(
        widths,
        (
            Row(tuple(head), head=True),
            Row((cell(f"{{%tr for {row} in {name} %}}", whole),)),
            Row(
                (number, *(_column(column, f"{row}.", points) for column in columns)),
                height=_SIGNED_HEIGHT if signed else 0,
            ),
            *(() if required else (Row((cell("{%tr else %}", whole),)), Row((label("无", whole),)))),
            Row((cell("{%tr endfor %}", whole),)),
        ),
    )


def _column(one: FormField, prefix: str, points: float) -> Cell:
    """A cell of a table: shorter than a box of its own."""
    name = f"{prefix}{one.name}"
    text, align = f"{{{{ {name} }}}}", ""
    if isinstance(one.binding, Computed) or one.show is Show.MONEY:
        align = "right"
    elif isinstance(one.binding, ByHand):
        text = ""
    elif isinstance(one.binding, Deciding):
        part = _asked(one)
        text = f"{{{{ {name}.{'date' if part == _OPINION else part} }}}}"
    elif one.show is Show.CHOICE:
        text, align = f"{{{{ {name}.text }}}}", "center"
    return Cell((Line(text, align, points=points),))
