"""Which files of a repository are AWS files, by name and content, and which two belong together.

A file is one if its name ends with the word `config` or `credentials`, and it is in a folder
`.aws`, or has `aws` in its name, or its content looks like it. An ending such as `.ini` or
`.example` does not count. Two files in one folder belong together if only that word differs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from awscred.ini import Document
from awscred.profiles import CONFIG, CREDENTIALS, OTHER_SECTIONS, file_named
from awscred.settings import KNOWN

_FOLDER = ".aws"
_FORMATS = frozenset(("ini", "cfg", "conf", "txt"))
_TEMPLATES = frozenset(
    "template tmpl tpl example sample dist in j2 jinja jinja2 erb mustache hbs".split()
)
_TYPES = tuple(f"{kind} " for kind in ("profile", *OTHER_SECTIONS))
_GLOB = re.compile(r"[*?\[]")
_ANY_FOLDERS = "**"
_LEFT_OUT = ("node_modules", "__pycache__", "site-packages")
_OF_ENVIRONMENT = "pyvenv.cfg"
"""The file that is in every virtual environment of Python."""


def type_of(path: str) -> str | None:
    """Which of the two files the name of a file in a repository says it may be; None if it says
    that it is neither."""
    last = _words(path)[-1].removeprefix("aws")
    return last if last in (CONFIG, CREDENTIALS) else None


def is_certain(path: str) -> bool:
    """Whether the name and the folder of such a file leave no doubt, whatever it contains."""
    folder = os.path.basename(os.path.dirname(os.path.abspath(path)))
    is_named = any(word.startswith("aws") for word in _words(path))
    return type_of(path) is not None and (folder == _FOLDER or is_named)


def _words(path: str) -> list[str]:
    """The words of a file's name, without the parts before a dot, and without its endings."""
    parts = [part for part in os.path.basename(path).lower().split(".") if part] or [""]
    while len(parts) > 1 and parts[-1] in _FORMATS | _TEMPLATES:
        parts.pop()
    words = re.split("[-_]", parts[-1])
    while len(words) > 1 and words[-1] in _TEMPLATES:
        words.pop()
    return words


def is_template(path: str) -> bool:
    """Whether the name of a file says that it is a template, such as `config.example`."""
    name = os.path.basename(path).lower()
    words = re.split(r"[._-]", name)
    return name.endswith(".in") or not _TEMPLATES.isdisjoint({*words} - {"in"})


def looks_like_aws(document: Document) -> bool:
    """Whether a document is one of the two files: it has a header such as `[profile NAME]`, or most
    of its settings are AWS's."""
    sections = document.sections
    if any((section.header or "").startswith(_TYPES) for section in sections):
        return True
    keys = [setting.key.lower() for section in sections for setting in section.settings]
    return 2 * sum(key in KNOWN or "aws_" in key for key in keys) > len(keys)


def partner(path: str) -> str | None:
    """The path of the file that belongs to one, if both exist; None if its name has no such word.

    >>> partner("team/aws-config.ini")
    'team/aws-credentials.ini'
    """
    folder, name = os.path.split(path)
    file = file_named(name)
    if file is None:
        return None
    other = CONFIG if file == CREDENTIALS else CREDENTIALS
    before, _, after = name.rpartition(file)
    return os.path.join(folder, f"{before}{other}{after}")


def is_left_out(folder: str, names: Sequence[str]) -> bool:
    """Whether a folder with these names in it is not searched: it is hidden, other than `.aws`, or
    holds installed packages."""
    is_hidden = folder.startswith(".") and folder != _FOLDER
    return is_hidden or folder in _LEFT_OUT or _OF_ENVIRONMENT in names


def is_pattern(word: str) -> bool:
    """Whether a word is a pattern of paths, such as `team/*/config`."""
    return bool(_GLOB.search(word))


def fixed_part(pattern: str) -> tuple[str, list[str]]:
    """The folder in which the matches of a pattern are, and the parts of the pattern below it."""
    parts = pattern.split(os.sep)
    at = next(number for number, part in enumerate(parts) if is_pattern(part))
    folder = os.sep.join(parts[:at]) or (os.sep if at else os.curdir)
    return folder, [part for part in parts[at:] if part not in ("", os.curdir)]


def matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a path matches a pattern, each given by its parts; `**` is any number of folders."""
    ends = {0}  # how many parts the beginning of the pattern may match
    for one in pattern:
        if one == _ANY_FOLDERS:
            ends = {*range(min(ends), len(parts) + 1)}
        else:
            ends = {at + 1 for at in ends if at < len(parts) and fnmatchcase(parts[at], one)}
        if not ends:
            return False
    return len(parts) in ends
