"""The reference of the library, from its docstrings and signatures."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from functools import cached_property

import awscred
from awscred.errors import AwscredError
from awscred.findings import Edit, Finding, Fix, Report
from awscred.ini import Span
from awscred.profiles import Files, Profile
from awscred.tools.reading import Fault, Place, Reading, Verdict
from tests.site.markdown import Pages, code, prose, sample

TYPES: dict[type, tuple[str, ...]] = {
    Files: ("profiles", "sso_sessions", "services", "path", "document"),
    Profile: ("kind", "region", "account", "origin"),
    Report: ("count",),
    Finding: (),
    Fix: (),
    Edit: (),
    Reading: ("place",),
    Verdict: (),
    Fault: (),
    Place: (),
    Span: (),
    AwscredError: (),
}
"""What the functions return, and what is in that; with the members to explain."""


def pages() -> Pages:
    """The page `library.md`."""
    functions = [
        getattr(awscred, name) for name in awscred.__all__ if callable(getattr(awscred, name))
    ]
    introduction, _, rest = inspect.cleandoc(awscred.__doc__ or "").partition("\n\n")
    example, _, more = rest.partition("\n\n")
    parts = [
        "# Library",
        prose(introduction),
        sample(inspect.cleandoc(example), "python"),
        prose(more),
        "## Functions",
        *(_function(one) for one in functions),
        "## Types",
        *(_type(one, members) for one, members in TYPES.items()),
    ]
    return {"library.md": "\n\n".join(part.strip() for part in parts) + "\n"}


def _function(function: Callable[..., object]) -> str:
    name = function.__name__
    signature = sample(_signature(name, function), "python")
    return f"### awscred.{name}\n\n{signature}\n{_doc(function)}"


def _type(one: type, members: Sequence[str]) -> str:
    """A class: its docstring, the fields of a named tuple, and some of its members."""
    parts = [f"### {one.__name__}", f"`{one.__module__}.{one.__name__}`", _doc(one)]
    if hasattr(one, "_fields"):
        parts.append(sample(_signature(one.__name__, one, "\n    ", "\n"), "python"))
    parts += [_member(name, inspect.getattr_static(one, name)) for name in members]
    return "\n\n".join(parts)


def _member(name: str, value: object) -> str:
    """A line about a property or a method."""
    if isinstance(value, property | cached_property):
        function = value.fget if isinstance(value, property) else value.func
        assert function
        return f"- {code(f'{name}: {_plain(_result(function))}')}: {_line(function)}"
    assert inspect.isfunction(value)
    _, *parameters = inspect.signature(value).parameters
    called = f"{name}({', '.join(parameters)}) -> {_plain(_result(value))}"
    return f"- {code(called)}: {_line(value)}"


def _signature(name: str, thing: Callable[..., object], each: str = "", last: str = "") -> str:
    """A call with the types of the arguments; `each` precedes every one, `last` the end."""
    signature = inspect.signature(thing)
    separator = f",{each or ' '}"
    arguments = _plain(separator.join(str(one) for one in signature.parameters.values()))
    if any(one.kind == one.KEYWORD_ONLY for one in signature.parameters.values()):
        arguments = f"*, {arguments}"
    result = "" if isinstance(thing, type) else f" -> {_plain(_result(thing))}"
    return f"{name}({each}{arguments}{',' if last else ''}{last}){result}"


def _result(function: Callable[..., object]) -> str:
    return inspect.formatannotation(inspect.signature(function).return_annotation)


def _doc(thing: object) -> str:
    paragraphs = (inspect.getdoc(thing) or "").split("\n\n")
    return "\n\n".join(prose(" ".join(paragraph.split())) for paragraph in paragraphs)


def _line(thing: object) -> str:
    """The first paragraph of a docstring, for a list."""
    return _doc(thing).partition("\n\n")[0]


def _plain(annotation: str) -> str:
    """A type without quotes and the names of modules."""
    return re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])|'", "", annotation)
