"""Word templates to start from, for the forms of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cio_ctl.model.errors import Faulty
from cio_ctl.model.form import Form
from cio_ctl.services.forms import UnknownForm, form_paths, lawful_form

if TYPE_CHECKING:
    from cio_ctl.services.snapshots import Standing


def word_template_for(standing: Standing, form_name: str) -> bytes:
    """The Word file that the template of a form can start from; its own need not be there yet.

    Raises:
        UnknownForm: there is no such form.
        Faulty: it does not fit the law.
    """
    from cio_ctl.adapters.forms.word_starting import word_template  # noqa: PLC0415 - seldom asked for

    paths = form_paths(standing.snapshot)
    if form_name not in paths:
        raise UnknownForm(form=form_name, forms=", ".join(paths) or "—")
    form = lawful_form(standing, paths[form_name])
    if not isinstance(form, Form):
        raise Faulty(form)
    return word_template(form)
