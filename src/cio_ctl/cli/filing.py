"""The report that an auditor files: text in either language, and the same facts as JSON has them."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cio_ctl.cli.language import language
from cio_ctl.cli.language import translate as _
from cio_ctl.cli.output import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cio_ctl.model.finding import Finding
    from cio_ctl.services.dues import Due
    from cio_ctl.services.summary import Signature, Summary


def report_text(summary: Summary) -> str:
    """The report, ending with the SHA-256 of every byte above its last line."""
    body = "".join(safe(line).replace("\n", " ") + "\n" for line in _lines(summary))
    return f"{body}{_('SHA-256 of the lines above')}: {sha256(body.encode()).hexdigest()}\n"


def _lines(summary: Summary) -> Iterator[str]:
    report = summary.report
    yield _("Report on the verification of a records repository")
    yield ""
    yield f"{_('office')}: {summary.title.in_language(language())}"
    yield f"{_('anchor')}: {report.anchor or '—'} ({_('pinned') if report.pinned else _('not pinned')})"
    yield f"{_('tip')}: {report.tip}"
    yield f"{_('branch')}: {report.branch.removeprefix('refs/heads/') or '—'}"
    yield f"{_('verified at')}: {summary.run_at.isoformat()}"
    yield f"{_('program')}: cio-ctl {summary.tool}, git {summary.git}"
    yield f"{_('commits')}: {report.commits}"
    yield f"{_('merges')}: {report.merges}"
    yield f"{_('result')}: {_('The history holds.') if report.clean else _('The history does not hold.')}"
    yield from _sections(summary)


def _sections(summary: Summary) -> Iterator[str]:
    signed = [f"{officer or _('nobody in the register')}: {count}" for officer, count in summary.signed]
    yield from _section(_("Commits signed by each officer"), signed)
    withdrawn = [f"{key.officer}: {key.fingerprint} ({key.withdrawn})" for key in summary.withdrawn]
    yield from _section(_("Keys withdrawn"), withdrawn)
    yield from _section(_("Changes of the law"), [_law_line(change) for change in summary.law_changes])
    yield ""
    yield f"{_('Changes of the register')}: {summary.register_changes}"
    yield from _section(_("Acts that came late"), [_late_line(due) for due in summary.late])
    yield from _section(_("Findings by code"), [f"{code}: {count}" for code, count in summary.codes])
    yield from _section(_("Findings"), [_finding_line(found) for found in summary.report.findings])
    yield ""


def _section(title: str, lines: list[str]) -> Iterator[str]:
    """A title with the number of its lines, then the lines."""
    yield ""
    yield f"{title}: {len(lines)}"
    yield from (f"  {line}" for line in lines)


def _law_line(change: Signature) -> str:
    return f"{change.commit.at.isoformat()} {change.commit.id} {change.officer or '—'}: {change.commit.subject}"


def _late_line(due: Due) -> str:
    duty = due.duty
    days = _("{days} late").format(days=due.late_days)
    title = duty.obligation.title.in_language(language())
    return f"{duty.deadline.day.isoformat()} [{duty.obligation.basis}] {title} {duty.record}: {days}"


def _finding_line(found: Finding) -> str:
    place = f"{found.place.path}:{found.place.line}" if found.place.line else found.place.path
    return " ".join(word for word in (found.place.commit, place, f"{found.code}:", found.sentence(_)) if word)


def summary_fields(summary: Summary) -> dict[str, object]:
    """The facts as JSON has them, the same for every run over the same history."""
    from cio_ctl.cli.due import due_fields

    return {
        "title": {"zh": summary.title.zh, "en": summary.title.en},
        "tool": summary.tool,
        "git": summary.git,
        "signed": [{"officer": officer, "commits": count} for officer, count in summary.signed],
        "keys_withdrawn": [
            {"officer": key.officer, "fingerprint": key.fingerprint, "withdrawn": key.withdrawn}
            for key in summary.withdrawn
        ],
        "law_changes": [
            {"commit": one.commit.id, "at": one.commit.at.isoformat(), "officer": one.officer}
            for one in summary.law_changes
        ],
        "register_changes": summary.register_changes,
        "late": [due_fields(due) for due in summary.late],
        "codes": dict(summary.codes),
    }


def filed_fields(summary: Summary) -> dict[str, object]:
    """What JSON says of a report that was written: when, and the SHA-256 of its whole text."""
    digest = sha256(report_text(summary).encode()).hexdigest()
    return {"run_at": summary.run_at.isoformat(), "report_sha256": digest}
