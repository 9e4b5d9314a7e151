"""The names of profiles and accounts as an output shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from awscred.output.safe import Shown, spelled, unlike
from awscred.redaction import redact

_MOST_NAMES = 5


class Names:
    """Profiles by their names: those that look like a secret are masked, unless `clear`.

    Masked names that would be alike get a number, in the order of `names`. Other
    text is masked as everywhere. `accounts` are the names of accounts in the user's preferences.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        *,
        clear: bool = False,
        accounts: Mapping[str, str] = {},
    ) -> None:
        self._accounts = accounts
        self._shown = unlike({name: name if clear else redact(name) for name in names})

    def raw(self, text: str) -> str:
        """A name, or any other text, for a document: characters as they are."""
        if text not in self._shown:  # kept, as documents repeat most of their texts
            self._shown[text] = redact(text)
        return self._shown[text]

    def account(self, account: str | None) -> str:
        """An account for a person: `111122223333 (prod)`; "" if it is not known."""
        name = self._accounts.get(account or "")
        return f"{account} ({spelled(redact(name))})" if name else account or ""

    def __call__(self, name: str) -> Shown:
        """A name for a terminal or a pipe."""
        return Shown(spelled(self.raw(name)))


def some_of(names: Sequence[str]) -> str:
    """Names in a sentence, and how many more."""
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown
