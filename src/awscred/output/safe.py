"""Text from files, made safe to show: no terminal control, no secrets.

Every name, value, line and message that may hold text of a user's file passes through here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awscred.ini import Document, Span
from awscred.redaction import MASK, redact
from awscred.settings import is_name, shown_value

if TYPE_CHECKING:
    from awscred.tools.reading import Settings, Value

COMMAND_SIGN = r"#(?=#\w*\[)"
"""The `#` that begins `##[error]` or `##vso[...]`, which CI systems run wherever it is."""
_COMMAND_LINE = r"(?m)^((?:[^\S\n]|\x1b\[[0-9;]*m)*):(?=:)"  # `::error::`, which GitHub runs
_CUT = " # ..."
_HEADER_LINE = r"([ \t]*\[[^\[\]]*\])[ \t]*([#;].*)?"


class Shown(str):
    """Text that may be shown as it is: `escape` leaves it alone."""

    __slots__ = ()


def escape(text: str) -> str:
    """The text with everything escaped that a terminal could act on or a reader cannot see.

    Control characters (C0, C1), bidirectional and zero-width ones, line separators and bytes that
    were not UTF-8 become `\\x1b` or `\\u202e`. What looks like a secret is masked, as people paste
    it anywhere, into names too.
    """
    return text if isinstance(text, Shown) else spelled(redact(text))


def spelled(text: str) -> str:
    """The text as `escape` has it, without a mask."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a surrogate escape: the byte itself
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def inert(text: str) -> str:
    """The lines with the first character of each CI command escaped: `\\x3a:error::`.

    CI systems run lines of a log that begin with `::`, and `##[...]` and `##vso[...]` anywhere.
    """
    if "::" in text:
        text = re.sub(_COMMAND_LINE, r"\1\\x3a", text)
    return re.sub(COMMAND_SIGN, r"\\x23", text) if "##" in text else text


def width(text: str) -> int:
    """How many terminal columns an escaped text takes."""
    if text.isascii():
        return len(text)
    import unicodedata  # loaded only where it is needed: `list` starts up without it

    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def excerpt(document: Document, span: Span) -> tuple[str, int, int] | None:
    """One line of a document to show: (text, column, width), the latter two of the place in it.

    Secret values, values of unknown settings and comments are masked. None if the line is
    neither a header nor a setting: it may hold a secret.
    """
    line = document.line(span.line)
    masked = _mask_header(line) or _mask_setting(document, span.line)
    if masked is None:
        return None
    start = min(span.column - 1, len(masked))
    end = span.end_column - 1 if span.end_line == span.line else len(masked)
    before, marked = escape(masked[:start]), escape(masked[start : max(end, start)])
    return escape(masked), width(before) + 1, max(1, width(marked))


def unlike(masked: dict[str, str]) -> dict[str, str]:
    """Texts and what is shown for each; those that would look alike get a number."""
    taken = {text for text, shown in masked.items() if text == shown}
    found = {}
    for text, shown in masked.items():
        unique, number = shown, 1
        while text != shown and unique in taken:
            number += 1
            unique = f"{shown} ({number})"
        taken.add(unique)
        found[text] = unique
    return found


def masked(settings: Settings) -> dict[str, Value]:
    """A profile's settings as a tool presents them, to show: values that may be secret masked.

    Keys that are not names are also masked, because people paste secrets anywhere, and numbered.
    """
    keys = unlike({key: masked_key(key) for key in settings})
    return {keys[key]: masked_value(key, value) for key, value in settings.items()}


def masked_key(key: str) -> str:
    """A setting's key to show."""
    return escape(key) if is_name(key) else MASK


def masked_value(key: str, value: Value) -> Value:
    """A setting's value as a tool presents it, to show."""
    if not isinstance(value, str):
        keys = unlike({below: masked_key(below) for below in value})
        return {keys[below]: masked_text(below, text) for below, text in value.items()}
    if value.startswith("\n"):  # a nested block, as the Rust SDK presents it
        return "\n".join(map(_masked_line, value.split("\n")))
    return masked_text(key.rpartition(".")[2], value)


def masked_text(key: str, value: str) -> str:
    """A setting's value to show: masked where it is not known to be no secret."""
    return escape(shown_value(key, value))


def _masked_line(line: str) -> str:
    key, equals, value = line.partition("=")
    if not line or not equals:
        return line and MASK
    return f"{masked_key(key.strip())} = {masked_text(key.strip(), value.strip())}"


def masked_source(document: Document, number: int) -> str:
    """A line of a document to show in a diff: values that may be secret and comments masked."""
    line = document.line(number)
    stripped = line.strip()
    if not stripped:
        return ""
    if stripped[0] in "#;":
        return escape(line[: len(line) - len(line.lstrip()) + 1]) + " ..."
    shown = _mask_header(line) or _mask_setting(document, number)
    return MASK if shown is None else escape(shown)


def _mask_header(line: str) -> str | None:
    match = re.fullmatch(_HEADER_LINE, line)
    return match and match[1] + (_CUT if match[2] else "")


def _mask_setting(document: Document, number: int) -> str | None:
    setting = document.setting_at(number)
    if setting is None or not is_name(setting.key):
        return None
    start = setting.value_span.column - 1
    lead = document.line(number)[:start]
    value = setting.value.partition("\n")[0]
    shown = shown_value(setting.key, value)
    return lead + shown + (_CUT if setting.comment and not shown.endswith(_CUT) else "")
