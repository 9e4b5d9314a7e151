"""A report of `validate` in reviewdog's diagnostic format, `rdjson`."""

from __future__ import annotations

from collections.abc import Sequence

from awscred.findings import Finding
from awscred.ini import Document
from awscred.output import DOCS, rule_page
from awscred.output.document import dump, masked
from awscred.output.safe import escape
from awscred.output.validate.showing import Checked, Showing
from awscred.output.validate.words import names_in, one_line
from awscred.profiles import Files


def render(checked: Sequence[Checked], showing: Showing) -> str:
    """One diagnostic for each finding, with paths from the working folder, as reviewdog expects.

    Fixes are left out: their lines may contain secrets.
    """
    document = {
        "source": {"name": "awscred", "url": DOCS},
        "diagnostics": [
            _diagnostic(found, one.files, showing)
            for one in checked
            for found in one.report.findings
        ],
    }
    return dump(masked(document, names_in(checked)))


def _diagnostic(finding: Finding, files: Files, showing: Showing) -> dict[str, object]:
    span = finding.place.span
    document = files.document(finding.place.file)
    return {
        "message": one_line(finding),
        "location": {
            "path": escape(showing.from_folder(files.path(finding.place.file))),
            "range": {
                "start": _position(document, span.line, span.column),
                "end": _position(document, span.end_line, span.end_column),
            },
        },
        "severity": finding.severity.upper(),
        "code": {"value": finding.rule, "url": rule_page(finding.rule)},
    }


def _position(document: Document, line: int, column: int) -> dict[str, int]:
    """A place for reviewdog, which counts the bytes of a line, not its characters."""
    text = document.line(line) if line <= len(document.lines) else ""
    before = text[: max(column, 1) - 1].encode("utf-8", "surrogateescape")
    return {"line": line, "column": len(before) + 1}
