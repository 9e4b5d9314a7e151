"""Templates: files of a repository whose values are placeholders that somebody fills in.

A template is known by its name, such as `config.example`, or because it has placeholders and no
real key. Nobody can say whether a placeholder is valid, so findings about its form are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from awscred.findings import Finding, Report
from awscred.forms import bare
from awscred.ini import Document, Setting
from awscred.keys import is_placeholder
from awscred.pairs import is_template
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.redaction import looks_secret
from awscred.settings import CREDENTIAL_KEYS, TOKENS

_SYNTAX = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|<[^<>\s][^<>]*>|\$\{[^{}]*\}|\$[A-Z_]{2,}|"
    r"(?<!\w)__\w+?__(?!\w)|%[A-Za-z_]\w*%|@[A-Za-z_]\w*@"
)
"""Placeholders in any text: `{{ key }}`, `<key>`, `${KEY}`, `$KEY`, `__KEY__`, `%KEY%`, `@KEY@`."""
_WORD = re.compile(r"(?<![A-Za-z0-9])(?:[xX]{4,}|[A-Z]+(?:_[A-Z]+)+)(?![A-Za-z0-9])")
"""Placeholders in the values of a file that is known to be a template: `xxxx`, `ACCOUNT_ID`."""
_CONTROL = re.compile(r"(?m)^[^\S\n]*(?:\{%.*%\}|<%.*%>|\{\{[#/^!>].*\}\})[^\S\n]*\r?$")
"""Lines that are instructions of a template language."""
_KEYS = (*CREDENTIAL_KEYS, TOKENS[1])
_WHOLE = ("tools-disagree", "profile-not-valid")
"""Rules about everything that a profile contains."""

Spans: TypeAlias = Mapping[tuple[str, int], Sequence[tuple[int, int]]]
"""The placeholders by file and 1-based line: their first column, and the column after them."""


def templates(files: Files) -> tuple[str, ...]:
    """Which of the two files are templates."""
    return tuple(
        file
        for file in (CONFIG, CREDENTIALS)
        if files.path(file)
        and (is_template(files.path(file)) or _is_unfilled(files.document(file)))
    )


def _is_unfilled(document: Document) -> bool:
    """Whether a document has placeholders, and no key that is not one."""
    keys = [bare(one.value) for one in _settings(document) if one.key.lower() in _KEYS]
    if not all(map(_is_unknown, filter(None, keys))):
        return False
    return any(keys) or any(
        _SYNTAX.search(one.value) or is_placeholder(one.value) for one in _settings(document)
    )


def _is_unknown(value: str) -> bool:
    """Whether a value is a placeholder, and not a real secret between its signs: `<wJalr...>`."""
    return is_placeholder(value) and not looks_secret(value)


def readable(files: Files, which: Sequence[str]) -> Files:
    """The same files with comments in place of instructions of a template language.

    Lines and columns stay as they are.
    """
    if not which:
        return files
    return files.with_documents(
        *(
            _without_control(files.document(file)) if file in which else files.document(file)
            for file in (CONFIG, CREDENTIALS)
        )
    )


def _without_control(document: Document) -> Document:
    return document.with_text(
        _CONTROL.sub(lambda line: "#" * len(line[0].rstrip("\r")), document.text)
    )


def without_placeholders(report: Report, files: Files, which: Sequence[str]) -> Report:
    """The report without what it says of placeholders in these templates.

    It is not known whether a tool that refuses a profile with placeholders accepts the real one.
    """
    if not which:
        return report
    spans = {key: found for file in which for key, found in _placeholders(file, files).items()}
    unfilled = {files.profile_at(file, line) for file, line in spans} - {None}
    verdicts = {
        name: {
            tool: verdict
            for tool, verdict in found.items()
            if verdict.accepted or (name in files.profiles and name not in unfilled)
        }
        for name, found in report.verdicts.items()
    }
    unknown = [
        name
        for name, found in report.verdicts.items()
        if name in unfilled and len(verdicts[name]) < len(found)
    ]

    def is_kept(found: Finding) -> bool:
        section = files.profile_at(found.place.file, found.place.span.line)
        is_whole = found.rule in _WHOLE and section in unfilled
        return not (is_whole or _is_about_one(found, spans))

    return report._replace(
        findings=[*filter(is_kept, report.findings)],
        ignored=[*filter(is_kept, report.ignored)],
        verdicts=verdicts,
        unresolved=[*dict.fromkeys((*report.unresolved, *unknown))],
    )


def _is_about_one(found: Finding, spans: Spans) -> bool:
    """Whether the place of a finding is a placeholder, or has one in it."""
    file, span = found.place
    if span.line != span.end_line:
        return False
    there = spans.get((file, span.line), ())
    return any(start < span.end_column and span.column < end for start, end in there)


def _placeholders(file: str, files: Files) -> Spans:
    document = files.document(file)
    spans: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for number, line in enumerate(document.lines, 1):
        for match in _SYNTAX.finditer(line):
            if looks_secret(match[0]):
                continue
            spans[file, number].append((match.start() + 1, match.end() + 1))
    for setting in _settings(document):
        span = setting.value_span
        if _is_unknown(bare(setting.value)) or _WORD.search(setting.value):
            spans[file, span.line].append((span.column, span.end_column))
    return spans


def _settings(document: Document) -> Iterator[Setting]:
    for section in document.sections:
        for setting in section.settings:
            yield setting
            yield from setting.nested
