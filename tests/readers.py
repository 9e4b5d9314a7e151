"""What holds of the reader of every tool, whatever the files are."""

from __future__ import annotations

from collections.abc import Callable

from awscred import ini
from awscred.profiles import KINDS
from awscred.tools.reading import Reading
from tests.corpus import Pair

_ROLE = "role_arn = arn:aws:iam::123456789012:role/deploy\n"


def read_alike(read: Callable[[ini.Document, ini.Document], Reading], pair: Pair) -> None:
    """Plain sections are read as line by line, and stay as they are, as readers share them."""
    documents, by_line, fresh = ([ini.parse(data) for data in pair] for _ in range(3))
    for document in by_line:
        for section in document.sections:
            section.plain = None
    assert read(*documents) == read(*by_line)
    for document, again in zip(documents, fresh, strict=True):
        plain = [section.plain for section in document.sections]
        assert plain == [section.plain for section in again.sections]


def give_reasons(reading: Reading) -> None:
    """Every verdict accepts a profile with a kind of credentials, or refuses it with a reason."""
    for verdict in reading.verdicts.values():
        assert verdict.accepted == (verdict.reason is None) == (verdict.kind in KINDS)


def chain(length: int, last: str) -> str:
    """A config file with a chain of roles from p0 on, and the settings of the last profile."""
    return "".join(
        f"[profile p{number}]\n{_ROLE}source_profile = p{number + 1}\n" for number in range(length)
    ) + (f"[profile p{length}]\n{last}")
