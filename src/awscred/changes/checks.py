"""What may be written: names and values that every tool reads exactly as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from awscred import ini
from awscred.errors import NO, USAGE, AwscredError
from awscred.guesses import did_you_mean
from awscred.profile_names import PORTABLE, RESERVED, is_portable
from awscred.profiles import CONFIG, CREDENTIALS, OTHER_SECTIONS, Files
from awscred.redaction import looks_secret
from awscred.tools import TOOLS, read
from awscred.tools.reading import Part

_LIST = "run `awscred list` to see the profiles"


def check_name(name: str, files: Files) -> None:
    """Raise AwscredError for a profile name that some tool could not read, or that is taken."""
    if not name:
        raise AwscredError("the profile name is empty", "enter a name", exit_code=USAGE)
    if looks_secret(name):
        raise AwscredError(
            "the profile name looks like a secret", "use another name", exit_code=USAGE
        )
    if name in RESERVED:
        raise AwscredError(
            f"{name} is reserved by some AWS tools and cannot be a profile name",
            "choose another name",
            exit_code=USAGE,
        )
    if not PORTABLE.fullmatch(name):
        raise AwscredError(
            f'"{name}" is not portable: some AWS tools do not read that profile name',
            "use only letters, digits and _ . / @ : + % -",
            exit_code=USAGE,
        )
    if places := is_taken(name, files):
        where = " and ".join(places)
        raise AwscredError(
            f"profile {name} already exists at {where}", "choose another name", exit_code=USAGE
        )


def check_new(name: str, files: Files) -> None:
    """Raise AwscredError for the name of a new profile, or the header of another new section
    (`sso-session corp`), that some tool could not read."""
    kind, own = files.meant(name)
    if kind == "profile":
        check_name(name, files)
    elif not is_portable(own) or looks_secret(own):
        raise AwscredError(
            f"the name of [{name}] is not portable: some AWS tools do not read it",
            "use only letters, digits and _ . / @ : + % -",
            exit_code=USAGE,
        )


def is_taken(name: str, files: Files) -> list[str]:
    """The places (path:line) of a profile of this name, as a person or any tool reads it."""
    taken = [
        f"{files.path(part.file)}:{part.line}"
        for parts in _parts(files)
        for part in parts.get(name, ())
    ]
    if name in files.profiles:
        taken += [f"{files.path(f)}:{part.line}" for f, part in files.profiles[name].sections]
    return list(dict.fromkeys(taken))


@lru_cache(maxsize=1)  # an import asks about many names
def _parts(files: Files) -> list[Mapping[str, list[Part]]]:
    """The sections of each profile, as each tool reads the files."""
    return [read(tool, files.config, files.credentials).parts for tool in TOOLS]


def check_there(name: str, files: Files) -> None:
    """Raise AwscredError if the profile, or the section that the name means, does not exist."""
    if not files.places(name):
        raise absent(name, files)


def check_profile(name: str, files: Files) -> None:
    """Raise AwscredError if the profile does not exist, or if the name means another section."""
    check_there(name, files)
    if name not in files.profiles:
        raise AwscredError(
            f"{called(name, files)} is not a profile",
            "show, set, unset and remove also accept other sections",
            exit_code=USAGE,
        )


def absent(name: str, files: Files) -> AwscredError:
    """The refusal of a name that neither a profile nor another section has."""
    files = files.whole()
    headers = {f"'{kind} {own}'": own for kind in OTHER_SECTIONS for own in files.named(kind)}
    if name in OTHER_SECTIONS:
        hint = f"add the name of the section: {name} NAME"
    elif alike := [header for header, own in headers.items() if own == name]:
        hint = f"did you mean {alike[0]}?"
    elif files.meant(name)[0] in OTHER_SECTIONS:
        hint = did_you_mean(f"'{name}'", [*headers, *files.profiles], _LIST)
    else:
        hint = did_you_mean(name, files.profiles, _LIST)
    return AwscredError(f"{called(name, files)} does not exist", hint, exit_code=NO)


def called(name: str, files: Files) -> str:
    """A profile or another section at the beginning of a sentence."""
    kind, own = files.meant(name)
    return f"profile {name}" if kind == "profile" else f"[{kind} {own}]"


def check_value(key: str, value: str) -> None:
    """Raise AwscredError for a value that some tool would read differently."""
    problem = (
        "is empty"
        if not value
        else "has characters other than printable ASCII"
        if not (value.isascii() and value.isprintable())
        else "begins or ends with a space"
        if value != value.strip()
        else "begins with a quote"
        if value[0] in "'\""
        else "has a # or ; after a space, which tools read as a comment"
        if re.search(r"\s[#;]|^[#;]", value)
        else ""
    )
    if problem:
        hint = "use another value: no spelling of this one is read the same by all AWS tools"
        raise AwscredError(f"the value of {key} {problem}", hint, exit_code=USAGE)


def check_encoding(files: Files) -> None:
    """Raise AwscredError for files that Windows saved as "Unicode" (UTF-16), which no tool
    reads."""
    for file in (CONFIG, CREDENTIALS):
        if ini.is_utf16(files.document(file)):
            raise AwscredError(
                f"{files.path(file)} is in UTF-16, which no AWS tool reads",
                "save the file as UTF-8, and try again",
            )


def with_document(files: Files, file: str, document: ini.Document) -> Files:
    """The files with a new document for one of them."""
    if file == CONFIG:
        return files.with_documents(document, files.credentials)
    return files.with_documents(files.config, document)


def edited(files: Files, file: str, edit: Callable[..., ini.Document], *args: object) -> Files:
    """The files with `edit(document, *args)` for one of them.

    Raises AwscredError if that is not possible, with the lines that prevent it.
    """
    with _as_refusal(files.path(file)):
        return with_document(files, file, edit(files.document(file), *args))


@contextmanager
def _as_refusal(path: str) -> Iterator[None]:
    try:
        yield
    except ini.EditError as error:
        where = " and ".join(f"{path}:{line}" for line in error.lines) or path
        raise AwscredError(
            f"{error} ({where})", "run `awscred validate`, and fix what it reports there first"
        ) from None
