"""Sections of a credentials file, as the AWS access portal shows them for copying."""

from __future__ import annotations

from collections.abc import Iterator

from awscred import ini
from awscred.pasted.keys import ID, SECRET, Field, PastedKey, label_of

FORM = "a section of a credentials file"


def parts(text: str) -> Iterator[PastedKey]:
    """The keys below a header, which names their profile."""
    for section in ini.parse(text).sections:
        if section.header is None:
            continue
        fields = [
            Field(setting.key_span.line, label, setting.value.strip("\"'"))
            for setting in section.settings
            if (label := label_of(setting.key))
        ]
        if any(field.label in (ID, SECRET) for field in fields):
            yield PastedKey(FORM, section.header.removeprefix("profile ").strip(), fields)
