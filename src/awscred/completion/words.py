"""The line that is being completed: which words are typed, and how a candidate is inserted."""

from __future__ import annotations

from typing import NamedTuple

_PLAIN = "_@%+=:,./-"
"""Characters that mean themselves to every shell, as letters and digits of any language do."""


class Typed(NamedTuple):
    """The words before the cursor, without the command, and the word at the cursor.

    `raw` is the word at the cursor as it is typed, with its quotes; `quote` is the quote that is
    still open, else "".
    """

    before: tuple[str, ...]
    current: str
    raw: str = ""
    quote: str = ""


class Candidate(NamedTuple):
    """A word that may be inserted, and what it is."""

    value: str
    about: str = ""


class Answer(NamedTuple):
    """The candidates; with `files`, a file is also possible."""

    candidates: list[Candidate]
    files: bool = False


def of_line(line: str) -> Typed:
    """What is typed in a line of a POSIX shell, up to the cursor."""
    words: list[str] = []
    word: str | None = None  # being read
    quote, start, position = "", len(line), 0
    while position < len(line):
        sign, step = line[position], 1
        if not quote and sign.isspace():
            if word is not None:
                words.append(word)
            word, start = None, len(line)
        else:
            if word is None:
                word, start = "", position
            if sign == "\\" and quote != "'":
                escaped = line[position + 1 : position + 2]
                keeps_backslash = quote and escaped not in ("", '"', "\\", "$", "`")
                word, step = word + ("\\" if keeps_backslash else "") + escaped, 2
            elif sign == quote:
                quote = ""
            elif not quote and sign in ("'", '"'):
                quote = sign
            else:
                word += sign
        position += step
    return Typed(tuple(words[1:]), word or "", line[start:], quote)


def in_bash(value: str, typed: Typed, replaced: str) -> str:
    """What bash has to insert for a value in place of `replaced`, the end of the typed word.

    Bash also breaks words at `:` and `=`, and it closes an open quote by itself.
    """
    if typed.quote:
        return _quoted(value, typed.quote)
    head = typed.raw.removesuffix(replaced)
    return _escaped(value).removeprefix(head)


def in_powershell(value: str) -> str:
    """A value as a word of PowerShell."""
    is_plain = all(map(_is_plain, value)) and "," not in value and value[:1] not in ("@", "%")
    return value if is_plain else "'" + value.replace("'", "''") + "'"


def _quoted(value: str, quote: str) -> str:
    """A value after an opening quote of a POSIX shell."""
    if quote == "'":
        return value.replace("'", "'\\''")
    return "".join(f"\\{sign}" if sign in '"\\$`' else sign for sign in value)


def _escaped(value: str) -> str:
    """A value as a word of a POSIX shell without quotes."""
    return "".join(sign if _is_plain(sign) else f"\\{sign}" for sign in value)


def _is_plain(sign: str) -> bool:
    return sign.isalnum() or sign in _PLAIN
