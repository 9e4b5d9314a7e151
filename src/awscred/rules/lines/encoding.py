"""Characters that some tools misread.

## What it does
Reports byte order marks, files in UTF-16, bytes that are not UTF-8, carriage returns that do not
end a line, and, outside headers and comments, characters that are invisible or look like a space.
Other characters outside ASCII in the values of AWS settings are a warning. For each kind, only the
first ten lines of a file are reported. Comments in UTF-8 may be in any language.

## Why it matters
The AWS CLI refuses both files because of a byte order mark or a single invalid byte, even in a
comment. The Rust SDK refuses the files because of a byte order mark, and reads a file with an
invalid byte as empty. To most tools, a no-break space pasted from a web page is white space; to the
Rust SDK it is part of the key. The AWS CLI reads files in the encoding of the system: on a system
without UTF-8, it may refuse a value with `ü` or read it as `Ã¼`.

## Example
```ini
[dev]
region = eu-west-1
role_session_name = Zoë
```

## Use instead
```ini
[dev]
region = eu-west-1
role_session_name = Zoe
```

## Fix safety
Safe: a byte order mark is removed. A carriage return in the middle of a line, or an extra one at
its end, becomes a line ending in the style of the file. Other characters have no fix, because the
intent cannot be determined.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise

from awscred.findings import ERROR, WARNING, Edit, Finding, Fix
from awscred.ini import BLANKS, EMPTY, NESTED, NOT_UTF8, SETTING, Document, Setting, Span, is_utf16
from awscred.profiles import CONFIG, CREDENTIALS
from awscred.rules import measure
from awscred.rules.edits import rewrite
from awscred.rules.places import called
from awscred.rules.rule import FILE, KEYS, Bad, Context, Good, Rule
from awscred.rules.written import BOM, Written, is_hidden, settings_written
from awscred.tools import Asked, in_order, tools_do, tools_that
from awscred.tools.reading import Place

ID = "encoding"

_MOST = 10
"""Lines reported per file and reason: ten are enough to show what is wrong."""

_LETTER = "[^\x00-\x7f\udc80-\udcff]"
_SETTING, _JUNK = "{} = 1", "{}"

_REGION = "[profile a]\nregion = eu-west-1"

BAD = (
    Bad(
        f"{BOM}{_REGION}\n",
        f"{BOM}# mine\n[a]\n{KEYS}",
        (
            (
                "config",
                1,
                "a byte order mark: the AWS CLI, the Go SDK, the Rust SDK, the Java SDK and",
            ),
            (
                "credentials",
                1,
                "a byte order mark: the AWS CLI, the Rust SDK and the Java SDK",
            ),
        ),
        (f"{_REGION}\n", f"# mine\n[a]\n{KEYS}"),
    ),
    Bad(
        "\udcff\udcfe[\0a\0]\0\n\0r\0e\0g\0i\0o\0n\0=\0x\0",
        "[\0a\0]\0",
        (("config", 1, "UTF-16"), ("credentials", 1, "UTF-16")),
    ),
    Bad(
        f"{_REGION}\n# \udcfc\n",
        f"[a]\n{KEYS}role_session_name = Zo\udceb\n",
        (
            ("config", 3, "the AWS CLI and the Rust SDK"),
            ("credentials", 4, "every tool"),
        ),
    ),
    Bad(
        f"{_REGION}\r# c\r".replace("\n", "\r"),
        f"[a]\r\n{KEYS}".replace("\n", "\r\n"),
        (
            ("config", 1, "the Rust SDK and the C runtime do not read"),
            ("credentials", 1, "the Rust SDK does not read"),
        ),
        (f"{_REGION}\n# c\n", f"[a]\n{KEYS}".replace("\n", "\r\n")),
    ),
    Bad(
        f"{_REGION}\xa0\noutput\u2003= json\n\x0c\n",
        f"[a]\n{KEYS}",
        (
            ("config", 2, "a no-break space (U+00A0): the Rust SDK"),
            ("config", 3, "an em space (U+2003): the Rust SDK"),
            ("config", 4, "a control character (U+000C): the Rust SDK"),
        ),
    ),
    Bad(
        f"{_REGION}\x85\nout\u200bput = json\noutput = js\0on\n",
        f"[a]\n{KEYS}",
        (
            ("config", 2, "the AWS Toolkit, the JavaScript SDK, the Rust SDK, the Java SDK and"),
            ("config", 3, "a zero width space (U+200B): every tool"),
            ("config", 4, "a control character (U+0000): every tool"),
        ),
    ),
    Bad(
        f"{_REGION}\n\xa0output = json\ns3 =\n\xa0\xa0addressing_style = path\n{BOM}\n",
        f"[a]\n{KEYS}",
        (
            ("config", 3, "the AWS CLI, the Rust SDK, the Java SDK and the C runtime"),
            ("config", 5, "the Go SDK, the Rust SDK, the Java SDK and the C runtime"),
            ("config", 6, "a zero width no-break space (U+FEFF)"),
        ),
    ),
    Bad(
        "",
        f"[a]\noutput = js\0\n{KEYS}",
        (("credentials", 2, "the PHP SDK and the .NET SDK misread it"),),
        of_all=True,
    ),
    Bad(
        f"{_REGION}\nrole_session_name = Zoë\ns3 =\n  addressing_style = grün\n",
        f"[a]\n{KEYS}",
        (("config", 3, "role_session_name"), ("config", 5, "addressing_style")),
    ),
)
GOOD = (
    Good(f"{_REGION}\n# tab\there\n".replace("\n", "\r\n"), f"[a]\n{KEYS}"),
    Good(f"{_REGION}\nrole_session_name = a\tb\n \t\n# \x0c\x1b\n", f"[a]\n{KEYS}# c\r"),
    Good(f"# für alle\n; 全員\n{_REGION}\nteam = Zürich\n", f"[a] # für mich\n{KEYS}"),
    Good(f"{_REGION}\nmünchen = 1\n[profile münchen]\n{_REGION[12:]}\n", f"[a]\n{KEYS}"),
)


def check(context: Context) -> Iterator[Finding]:
    for file in (CONFIG, CREDENTIALS):
        document = context.files.document(file)
        if is_utf16(document):
            message = "this file is in UTF-16, which no tool reads"
            place = Place(file, Span(1, 1, 1, 2))
            yield Finding(ID, ERROR, message, "save the file as UTF-8", place, None, context.asked)
            continue
        if document.text.startswith(BOM):
            yield _byte_order_mark(context.asked, file, document)
        if "\r" in document.text:
            yield from _lone_returns(context.asked, file, document)
        if not document.text.isascii():
            yield from islice(_bad_bytes(context, file, document), _MOST)
    unusual = [line for line in context.written if not _is_usual(line.text)]
    for file in (CONFIG, CREDENTIALS):
        lines = [line for line in unusual if line.file == file]
        settings = [
            (line, setting)
            for line, setting in settings_written(lines)
            if line.indent or context.is_of_aws(file, setting)
        ]
        yield from islice(
            chain(
                _unseen_lines(context.asked, lines), _unseen_in_settings(context.asked, settings)
            ),
            _MOST,
        )
        yield from islice(_letters_in_values(context.asked, settings), _MOST)


def _is_usual(text: str) -> bool:
    return text.isascii() and text.replace("\t", " ").isprintable()


def _byte_order_mark(asked: Asked, file: str, document: Document) -> Finding:
    line = document.line(1).lstrip(BOM)
    head = measure.header(file)
    lines = (head, "x = 1") if line.lstrip().startswith("[") else ("# c", head, "x = 1")
    written = measure.in_file(file, f"{BOM}{lines[0]}", *lines[1:])
    tools = measure.misread_by(asked, written, measure.in_file(file, *lines))
    misread = tools_do(asked, tools, "refuses or misreads", "refuse or misread")
    message = f"this file begins with a byte order mark: {misread} it"
    fix = Fix("remove the byte order mark", True, (rewrite(file, 1, line),))
    place = Place(file, Span(1, 1, 1, 2))
    hint = "save the file as UTF-8 without a byte order mark"
    return Finding(ID, ERROR, message, hint, place, None, tools, fix)


def _lone_returns(asked: Asked, file: str, document: Document) -> Iterator[Finding]:
    """One finding for all carriage returns of a file that do not end a line, if any."""
    last = len(document.lines)
    edits: list[Edit] = []
    places: list[Span] = []
    pairs: set[tuple[str, str]] = set()
    for number, raw in enumerate(document.lines, 1):
        line = raw if number == last else raw.removesuffix("\r")
        at = line.find("\r")
        if at < 0:
            continue
        parts = line.rstrip("\r").split("\r")
        shapes = [_kind(file, part) for part in parts]
        pairs.update(pairwise(shapes))
        if line.endswith("\r"):
            last_shape = _SETTING if shapes[-1] == _JUNK else shapes[-1]  # see `junk-line`
            pairs.add((last_shape, ""))
        places.append(Span(number, at + 1, number, at + 2))
        if number == last and line.endswith("\r"):
            # A line that replaces this one would end in a CR again.
            edits += [rewrite(file, number), Edit(file, number + 1, number, (*parts, ""))]
        else:
            edits.append(rewrite(file, number, *parts))
    wrong: set[str] = set()
    for pair in pairs:
        wrong.update(_not_ending(asked, file, *pair))
    if not wrong:
        return
    tools = in_order(asked, wrong)
    joining = wrong.intersection(_not_ending(asked, file, _SETTING, _SETTING))
    read = tools_do(asked, tools, "reads", "read")  # which cuts the line in two
    if joining:
        read = tools_do(asked, in_order(asked, joining), "does not read", "do not read")
    message = f"this line contains an extra carriage return: {read} it as a line ending"
    fix = Fix("use the line endings of the other lines", True, tuple(edits))
    hint = "save the file with Unix (LF) or Windows (CRLF) line endings"
    yield Finding(ID, ERROR, message, hint, Place(file, places[0]), None, tools, fix)


def _kind(file: str, line: str) -> str:
    """A line of the same kind, with a placeholder for its name."""
    text = line.strip()
    if not text or text[0] in "#;":
        return "# c" if text else ""
    if text[0] == "[":
        return measure.header(file, "{}")
    return _SETTING if re.search("[=:]", text) else _JUNK


def _not_ending(asked: Asked, file: str, line: str, after: str) -> tuple[str, ...]:
    """The tools that do not read a CR between two such lines, or after one, as a line ending."""
    lines = line.format("y"), after.format("z")
    joined = "\r".join(lines if after else (*lines, ""))  # a CR before the final LF
    written = measure.section(file, joined, "w = 1")
    return measure.misread_by(asked, written, measure.section(file, *lines, "w = 1"))


def _bad_bytes(context: Context, file: str, document: Document) -> Iterator[Finding]:
    for number, line in enumerate(document.lines, 1):
        match = re.search(NOT_UTF8, line)
        if match is None:
            continue
        at = match.start() + 1
        start = "# " if line.lstrip()[0] in "#;" else "y = "
        written = measure.section(file, f"{start}\udcfc")
        tools = measure.misread_by(context.asked, written, measure.section(file, f"{start}ü"))
        found = measure.readings(context.asked, written)
        blind = [tool for tool in tools if not found[tool].profiles]
        message = (
            f"line {number} has an invalid UTF-8 byte at column {at}: "
            f"{tools_do(context.asked, tools, 'misreads', 'misread')} it, "
            f"and {tools_do(context.asked, blind, 'reads', 'read')} nothing from the file"
        )
        place = Place(file, Span(number, at, number, at + 1))
        profile = context.files.profile_at(file, number)
        yield Finding(ID, ERROR, message, "save the file as UTF-8", place, profile, tools)


def _localized(asked: Asked) -> tuple[str, ...]:
    """The tools that read a file in the encoding of the system."""
    return tools_that(asked, lambda does: does.is_localized)


def _by_locale(asked: Asked) -> str:
    read = tools_do(asked, _localized(asked), "reads", "read")
    return f"{read} it only if the system uses UTF-8"


def _unseen_lines(asked: Asked, lines: Iterable[Written]) -> Iterator[Finding]:
    """Lines that look empty but contain invisible characters."""
    for line in lines:
        text = line.text.lstrip(BOM) if line.number == 1 else line.text
        hidden = [char for char in text if is_hidden(char)] if line.role == EMPTY else []
        if hidden:
            written = measure.section(line.file, measure.squeezed(text))
            tools = measure.misread_by(asked, written, measure.section(line.file))
            yield _unseen(asked, line, hidden[0], "this line", tools)


def _unseen_in_settings(
    asked: Asked, settings: Iterable[tuple[Written, Setting]]
) -> Iterator[Finding]:
    """Settings with invisible characters."""
    for line, setting in settings:
        text = _without_comment(line, setting)
        hidden = [char for char in text if is_hidden(char)]
        if hidden:
            tools = _misreading(asked, line, setting, text, hidden)
            yield _unseen(asked, line, hidden[0], f"the line with {called(setting.key)}", tools)


def _letters_in_values(
    asked: Asked, settings: Iterable[tuple[Written, Setting]]
) -> Iterator[Finding]:
    """Settings with visible characters outside ASCII in their value."""
    for line, setting in settings:
        text = _without_comment(line, setting)
        start = setting.key_span.end_column - 1 if line.role == SETTING else 0
        letter = re.compile(_LETTER).search(text, start)
        if letter is None or re.search(NOT_UTF8, text) or any(map(is_hidden, text)):
            continue
        at = letter.start() + 1
        message = (
            f"{called(setting.key)} has a non-ASCII character at column {at}: {_by_locale(asked)}"
        )
        place = Place(line.file, Span(line.number, at, line.number, at + 1))
        yield Finding(
            ID,
            WARNING,
            message,
            "use only ASCII characters",
            place,
            line.profile,
            _localized(asked),
        )


def _without_comment(line: Written, setting: Setting) -> str:
    if not setting.comment:
        return line.text
    return line.text[: line.text.index(setting.comment, setting.value_span.end_column - 1)]


def _misreading(
    asked: Asked, line: Written, setting: Setting, text: str, hidden: list[str]
) -> tuple[str, ...]:
    """The tools that do not read a setting as it looks; `text` is its line."""
    end = setting.key_span.end_column - 1
    separator = len(text) - len(text[end:].lstrip())
    key, value = text[:separator], text[separator + 1 :]
    unseen = BLANKS + "".join(set(hidden))
    if not key.strip(unseen) or (not value.strip(unseen) and value.strip(BLANKS)):
        return asked  # no tool can see a name or value there
    shown = f"{_shape(key)}={_shape(value) if value.strip(BLANKS) else 'a'}"
    looks = "".join(char for char in shown if not is_hidden(char)).strip()
    above = [measure.FIRST] if line.above is not None else []
    if line.role == NESTED:
        above, looks = ["x ="], f"  {looks}"
    below = ["w = 1"] if "\0" in hidden else []  # after which a tool may read nothing
    return measure.misread_by(
        asked,
        *(measure.profile(line.file, *above, text, *below) for text in (shown, looks)),
    )


def _shape(text: str) -> str:
    """A part of a line with visible characters folded: only the invisible ones matter."""
    shown = "".join(char if char in BLANKS or is_hidden(char) else "a" for char in text)
    return re.sub(f"a(?:[{BLANKS}]*a)*", "a", measure.squeezed(shown))


def _unseen(asked: Asked, line: Written, char: str, where: str, tools: tuple[str, ...]) -> Finding:
    name = unicodedata.name(char, "control character").lower()
    article = "an" if name[0] in "aeiou" else "a"
    misread = tools_do(asked, tools, "misreads", "misread")
    message = f"{where} has {article} {name} (U+{ord(char):04X}): {misread} it"
    at = line.text.index(char) + 1
    place = Place(line.file, Span(line.number, at, line.number, at + 1))
    hint = f"remove the character at column {at} of line {line.number}, or replace it with a space"
    return Finding(ID, ERROR, message, hint, place, line.profile, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD, FILE)
