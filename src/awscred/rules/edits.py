"""Edits, which fixes consist of."""

from __future__ import annotations

from awscred.findings import Edit
from awscred.forms import bare
from awscred.ini import Setting
from awscred.profiles import Files


def rewrite(file: str, number: int, *lines: str) -> Edit:
    """The edit that replaces a line with `lines`; without any, it removes the line."""
    return Edit(file, number, number, lines)


def change_value(files: Files, file: str, setting: Setting, value: str) -> Edit:
    """The edit that changes the value of a setting on one line, and keeps its quotes."""
    number = setting.value_span.line
    line = files.document(file).line(number)
    value = setting.value.replace(bare(setting.value), value, 1)
    start, end = setting.value_span.column - 1, setting.value_span.end_column - 1
    return rewrite(file, number, line[:start] + value + line[end:])
