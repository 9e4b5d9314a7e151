"""Changes that a person made in an editor: what is new about them, and what the editor did."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from awscred.changes.add import FILE_HEADER
from awscred.changes.merge import Key, parts
from awscred.findings import INFO, Finding, Report
from awscred.ini import Document, is_utf8, parse
from awscred.profiles import CONFIG, CREDENTIALS, Files, section_type

_EXAMPLES = {
    CREDENTIALS: """\
# Remove the # from an example to use it:
#
# [default]
# aws_access_key_id = AKIAIOSFODNN7EXAMPLE
# aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
#
# [work]
# aws_access_key_id = AKIAI44QH8DHBEXAMPLE
# aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
""",
    CONFIG: """\
# Remove the # from an example to use it:
#
# [default]
# region = eu-west-1
#
# [profile admin]
# role_arn = arn:aws:iam::123456789012:role/admin
# source_profile = default
""",
}
_CONFIG_HEADER = (
    "AWS config: settings that are not secret, for the AWS CLI, the SDKs and the tools built on"
    " them.",
    "Each [profile NAME] begins a profile. Access keys go into the credentials file beside it.",
    FILE_HEADER[-1],
)


def template(file: str) -> Document:
    """What a new config or credentials file begins with: comments only, with two examples."""
    header = FILE_HEADER if file == CREDENTIALS else _CONFIG_HEADER
    return Document("".join(f"# {line}\n" for line in header) + "#\n" + _EXAMPLES[file])


class Typed(NamedTuple):
    """The document that a person meant, and what the editor did to its text besides, in words."""

    document: Document
    notes: tuple[str, ...] = ()


def as_meant(before: Document, data: bytes) -> Typed:
    """The document that an editor wrote, in the encoding and with the line ends of the old one.

    A missing last line end stays missing if nothing else was changed.
    """
    text, encoding = _decoded(before, data)
    notes = [f"the editor wrote {encoding}; saved as UTF-8"] if encoding else []
    old = before.text
    if "\r\n" not in old and old and _is_crlf(text):
        text = text.replace("\r\n", "\n")
        notes.append("the editor wrote CRLF line ends; saved with LF, as before")
    elif _is_crlf(old) and "\r" not in text and "\n" in text:
        text = text.replace("\n", "\r\n")
        notes.append("the editor wrote LF line ends; saved with CRLF, as before")
    if text in (f"{old}\n", f"{old}\r\n"):
        text = old
    return Typed(
        before if text == old else before.with_text(text), () if text == old else (*notes,)
    )


def _is_crlf(text: str) -> bool:
    """Whether every line of a text ends with CR LF."""
    return "\r\n" in text and text.count("\n") == text.count("\r\n")


def _decoded(before: Document, data: bytes) -> tuple[str, str]:
    """The text of these bytes, and the name of their encoding if it had to be changed."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and len(data) % 2 == 0:
        return data.decode("utf-16", "replace"), "UTF-16"
    text = parse(data).text
    if text.startswith("\ufeff") and not before.text.startswith("\ufeff"):
        return text[1:], "a byte order mark"
    is_other = is_utf8(before) and not is_utf8(Document(text))
    if is_other and all(line.isascii() or not is_utf8(parse(line)) for line in data.split(b"\n")):
        return data.decode("cp1252", "replace"), "Windows-1252"
    return text, ""


def new_findings(before: Report, after: Report) -> list[Finding]:
    """The errors and warnings of a report that the earlier one does not have.

    A finding is the same if only the line numbers in its message differ.
    """
    known = Counter(map(_same, before.findings))
    found = []
    for finding in after.findings:
        known[_same(finding)] -= 1
        if finding.severity != INFO and known[_same(finding)] < 0:
            found.append(finding)
    return found


def _same(finding: Finding) -> tuple[str, str, str | None, str]:
    message = re.sub(r"(\blines? |:)\d+(?: and \d+)?", r"\1", finding.message)
    return finding.rule, finding.place.file, finding.profile, message


class Summary(NamedTuple):
    """The names of what was added, changed and removed; `profiles` are those among them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    profiles: tuple[str, ...]


def summarize(before: Files, after: Files) -> Summary:
    """What differs between the files: profiles by name, other sections by their header.

    A profile in both files is added only if it was in neither. Lines before the first header have
    no name.
    """
    touched: dict[str, None] = {}
    profiles: dict[str, None] = {}
    then, now = (_names(files) for files in (before, after))
    for file in (CONFIG, CREDENTIALS):
        old, new = parts(before.document(file)), parts(after.document(file))
        for key in dict.fromkeys((*old, *new)):
            bodies = [part.body.strip() for part in (old.get(key), new.get(key)) if part]
            if key[0] is not None and (len(bodies) < 2 or bodies[0] != bodies[1]):
                name = _name(file, key)
                touched[name] = None
                if section_type(file, key[0])[0] == "profile":
                    profiles[name] = None
    return Summary(
        tuple(name for name in touched if name not in then),
        tuple(name for name in touched if name in then and name in now),
        tuple(name for name in touched if name not in now),
        tuple(profiles),
    )


def _names(files: Files) -> set[str]:
    return {
        _name(file, (section.header, 0))
        for file in (CONFIG, CREDENTIALS)
        for section in files.document(file).sections
        if section.header is not None
    }


def _name(file: str, key: Key) -> str:
    """The name of a profile, or the header of another section."""
    kind, name = section_type(file, key[0] or "")
    return name if kind == "profile" and name else f"[{key[0]}]"


def emptied(before: Files, after: Files) -> list[str]:
    """The files ("config" or "credentials") that had profiles, and have none now."""

    def has_profiles(files: Files, file: str) -> bool:
        return any(files.profile_of(file, section) for section in files.document(file).sections)

    return [
        file
        for file in (CONFIG, CREDENTIALS)
        if has_profiles(before, file) and not has_profiles(after, file)
    ]
