"""The sample dossier on paper, read back."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pypdf import PdfReader

from cio_ctl.model.commit import Commit
from cio_ctl.services.rendering import render
from tests.services import sample_dossier as sample

if TYPE_CHECKING:
    from cio_ctl.services.snapshots import Standing

COMMIT = Commit("4f2a9c1d7be0" + "0" * 28, "", (), "", datetime(2026, 9, 16, tzinfo=UTC), "", None, b"")


FORM = "templates/filing-form/form.yaml"


Records = dict[str, dict[str, object]]


def all_records(goods: int = 4) -> Records:
    found: Records = sample.register() | sample.dossier(goods)
    return found


def pages(standing: Standing, reference: str = "2026-health-emr") -> list[str]:
    """The text of each page without blanks, line ends and the marks where a long word may break."""
    content = render(standing, "filing-form", reference, COMMIT).content
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)
