"""Word templates to start from, for the forms of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cio_ctl.adapters.working_tree import read_file, write_file
from cio_ctl.model.errors import Faulty, UsageProblem
from cio_ctl.services.forms import form_named
from cio_ctl.services.snapshots import Standing
from cio_ctl.services.validation import read_tree

if TYPE_CHECKING:
    from pathlib import Path

WORD_FILE: Final = "form.docx"


class WordTemplateTaken(UsageProblem):
    """There is a Word template of that name."""

    template = "{path} is there already. Edit it in Word or WPS, or take it away first"


def start_word(root: Path, form_name: str) -> str:
    """Write the Word template that a form of the working tree can start from, beside it; the path of the file.

    Raises:
        UnknownForm: there is no such form.
        Faulty: the law cannot be read, or the form does not fit it.
        WordTemplateTaken: the file is there.
        UnsafePath: something on the way is a symbolic link.
    """
    path = f"templates/{form_name}/{WORD_FILE}"
    standing, _ = read_tree(root)
    if not isinstance(standing, Standing):
        raise Faulty(standing)
    content = word_template_for(standing, form_name)
    if read_file(root, path) is not None:
        raise WordTemplateTaken(path=path)
    write_file(root, path, content)
    return path


def word_template_for(standing: Standing, form_name: str) -> bytes:
    """The Word file that the template of a form can start from; its own need not be there yet.

    Raises:
        UnknownForm: there is no such form.
        Faulty: it does not fit the law.
    """
    from cio_ctl.adapters.forms.word_starting import word_template  # noqa: PLC0415 - seldom asked for

    return word_template(form_named(standing, form_name, laid_out=False))
