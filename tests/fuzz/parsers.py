"""Every parser of what others wrote, as a call that takes bytes and raises nothing but what it promises."""

from __future__ import annotations

import io
import tempfile
import zipfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cio_ctl.adapters.forms.docx_text import text_of_docx
from cio_ctl.adapters.forms.paper_faults import BadPaper
from cio_ctl.adapters.forms.pdf_text import text_of_pdf
from cio_ctl.adapters.signatures.openpgp import openpgp_fingerprint, verify_openpgp
from cio_ctl.adapters.signatures.ssh import verify_ssh
from cio_ctl.adapters.signatures.ssh_keys import parse_public_key
from cio_ctl.adapters.tables import read_table
from cio_ctl.adapters.yaml.reader import read_yaml
from cio_ctl.model.commit import NotACommit, parse_commit
from cio_ctl.model.dates import day_named, span_named
from cio_ctl.model.errors import CioError, Faulty
from cio_ctl.model.money import parse_yuan
from cio_ctl.model.paper import codes_in
from cio_ctl.model.paths import PathTemplate, is_plain, record_id
from cio_ctl.model.signature import NotAPublicKeyError
from cio_ctl.services.law_books import read_law
from cio_ctl.services.stories import read_story
from tests.offices_in_memory import law_texts, public_key

if TYPE_CHECKING:
    from collections.abc import Callable

COMMIT = (
    b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
    b"author a <a@a> 1 +0800\ncommitter a <a@a> 1 +0800\ngpgsig -----BEGIN SSH SIGNATURE-----\n x\n"
    b" -----END SSH SIGNATURE-----\n\nx\n"
)
ARMOR = b"-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n"
PGP = b"-----BEGIN PGP SIGNATURE-----\n\nwsBzBAABCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
TABLE = "名称,金额\n一,1.00\n".encode()
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>endobj "
    b"4 0 obj<</Length 12>>stream\nBT (x) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
CODE = f"cio-ctl:1:form:a/b:{'0' * 40}:{'0' * 32}".encode()
STORY = b"units: {a: {name: x}}\nsteps:\n- {on: 2026-01-01, by: a, new: b}\n"


def text(content: bytes) -> str:
    """Bytes as the text that a caller would have made of them."""
    return content.decode("utf-8", "surrogateescape")


def commit(content: bytes) -> None:
    """The parser of commit objects."""
    with suppress(NotACommit):
        parse_commit("0" * 40, content)


def yaml(content: bytes) -> None:
    """The reader of records."""
    read_yaml(content, "x.yaml")


def ssh_signature(content: bytes) -> None:
    """The check of SSH signatures."""
    verify_ssh(content, b"x")


def ssh_key(content: bytes) -> None:
    """The reader of SSH public keys."""
    with suppress(NotAPublicKeyError):
        parse_public_key(text(content))


def openpgp_signature(content: bytes) -> None:
    """The check of OpenPGP signatures."""
    verify_openpgp(content, b"x", [])


def openpgp_key(content: bytes) -> None:
    """The reader of OpenPGP certificates."""
    with suppress(NotAPublicKeyError):
        openpgp_fingerprint(text(content))


@lru_cache(maxsize=1)
def _law() -> dict[str, bytes]:
    return {path.removeprefix("schemas/"): content.encode() for path, content in law_texts().items()}


def process(content: bytes) -> None:
    """The reader of a process file."""
    read_law({**_law(), "grant.process.yaml": content})


def procedure(content: bytes) -> None:
    """The reader of the procedure."""
    read_law({**_law(), "procedure.yaml": content})


def schema(content: bytes) -> None:
    """The reader of the schema of a kind."""
    read_law({**_law(), "grant.schema.json": content})


def path(content: bytes) -> None:
    """Templates of paths, and what is asked of a path."""
    asked = text(content)
    PathTemplate("grants/{year}/{grant}/application").matches(asked)
    is_plain(asked)
    record_id(asked)


def table(content: bytes) -> None:
    """The reader of tables."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        with suppress(CioError):
            read_table(Path(file.name))


def money(content: bytes) -> None:
    """Amounts."""
    with suppress(ValueError):
        parse_yuan(text(content))


def day(content: bytes) -> None:
    """Days and spans of days."""
    day_named(text(content))
    span_named(text(content))


def story(content: bytes) -> None:
    """The reader of stories."""
    with suppress(Faulty):
        read_story({"story.yaml": content})


def pdf(content: bytes) -> None:
    """The reader of PDFs, as the confined child runs it."""
    with suppress(BadPaper):
        text_of_pdf(content)


def docx(content: bytes) -> None:
    """The reader of Word documents."""
    with suppress(BadPaper):
        text_of_docx(content)


def code(content: bytes) -> None:
    """Codes of papers."""
    codes_in(text(content))


def _word_document() -> bytes:
    """A Word document of one line."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("_rels/.rels", f'<a><a Type="{office}" Target="word/document.xml"/></a>')
        made.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:p><w:t>x</w:t></w:p></w:document>')
    return target.getvalue()


PARSERS: dict[str, tuple[Callable[[bytes], None], bytes]] = {
    "commit": (commit, COMMIT),
    "yaml": (yaml, b"a: {b: [1, 'x']}\nc: |\n  text\n"),
    "ssh_signature": (ssh_signature, ARMOR),
    "ssh_key": (ssh_key, public_key("ada").encode()),
    "openpgp_signature": (openpgp_signature, PGP),
    "openpgp_key": (openpgp_key, PGP.replace(b"SIGNATURE", b"PUBLIC KEY BLOCK")),
    "process": (process, law_texts()["schemas/grant.process.yaml"].encode()),
    "procedure": (procedure, law_texts()["schemas/procedure.yaml"].encode()),
    "schema": (schema, law_texts()["schemas/grant.schema.json"].encode()),
    "path": (path, b"grants/2026/roof/application"),
    "table": (table, TABLE),
    "money": (money, b"1250000.00"),
    "day": (day, b"2026-03-05"),
    "story": (story, STORY),
    "pdf": (pdf, PDF),
    "docx": (docx, _word_document()),
    "code": (code, CODE),
}
"""Each parser, and something that it reads."""
