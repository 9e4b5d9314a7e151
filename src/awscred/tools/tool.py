"""What a tool is to the rest of awscred: how it reads, and the habits that rules go by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol, TypeAlias

from awscred.ini import Document
from awscred.tools.reading import Reading

Title: TypeAlias = tuple[str, str]
"""What a header says: a type ("profile", "sso-session", "services"), and a name."""

BLOCK, TEXT, DOTTED, FLAT = "block", "text", "dotted", "flat"
"""How a tool presents the settings of a block: as a mapping, as lines of text, as `s3.key`, or as
if they were the profile's own."""

PROMPTS, DELEGATES, IGNORES = "prompts", "delegates", "ignores"
"""What a tool does if a role wants an MFA code: it asks the user, it refuses the profile unless the
program that uses it has a function for that, or it does not read the setting."""

ANY_CASE = frozenset(
    (
        *("defaults_mode", "endpoint_discovery_enabled"),
        *("request_checksum_calculation", "response_checksum_validation"),
    )
)
"""The settings whose words every tool that reads them knows in any case."""


class Habits(NamedTuple):
    """What a tool does with the same text in other ways than others.

    Lines. `is_localized` is whether it reads a file in the encoding of the system, which no reading
    shows. `space` is the white space that it strips (None: what Python's `strip` does). `colon`,
    `comment` and `folds_case` are whether a `:` separates like a `=`, whether a comment behind a
    value, apart by a blank, is none of its value, and whether keys lose their case; those with
    `nested_` are the same of settings in a block. `keeps_quotes` is whether quotes around a value
    are a part of it, `reads_empty` whether a setting without a value is one. `nested` is one of
    BLOCK, TEXT, DOTTED and FLAT. `types` are the types of sections that it has a use for.

    Values. `any_case` are the settings whose words it knows in any case (`True` is `true`), of
    those that it reads at all; `own_words` are words of a setting that it knows, and others do not.
    `blocks` are the settings that have to be blocks: it stops at a value of their own. `octal` is
    whether a zero in front makes a number octal, `strict_hosts` whether it refuses a URL if there
    is an underscore in the name of its host.

    Profiles. `config_wins` are the settings that it reads in config, even if credentials has them
    too. With `whole_keys` it takes the keys of credentials all together, or none of them. `shell`
    is whether a shell runs a `credential_process`. `checks_sources` is whether it accepts a role
    only if there are credentials to assume it with; other tools accept it, and then fail. `mfa` is
    one of PROMPTS, DELEGATES and IGNORES. `adds_scope` is whether it asks for the SSO scope
    `sso:account:access` by itself. `explains` is whether it logs why it does not accept a
    profile.

    Versions. `since` are settings that it has not always known, and the version that began to; what
    nobody looked up is not among them.
    """

    space: str | None
    is_localized: bool = False
    colon: bool = False
    nested_colon: bool = False
    comment: bool = True
    nested_comment: bool = False
    folds_case: bool = True
    nested_folds_case: bool = False
    keeps_quotes: bool = True
    reads_empty: bool = True
    nested: str = BLOCK
    types: tuple[str, ...] = ("profile", "sso-session", "services")

    any_case: frozenset[str] = ANY_CASE
    own_words: Mapping[str, tuple[str, ...]] = {}
    blocks: frozenset[str] = frozenset()
    octal: bool = False
    strict_hosts: bool = False

    config_wins: frozenset[str] = frozenset()
    whole_keys: bool = False
    shell: bool = True
    checks_sources: bool = True
    mfa: str = DELEGATES
    adds_scope: bool = True
    explains: bool = False

    since: Mapping[str, str] = {}


class Tool(Protocol):
    """A tool: a folder of `awscred.tools`, whose `__init__.py` has these names. For example:

        \"\"\"The Ruby SDK: observed in aws-sdk-core 3.240.\"\"\"

        from awscred.tools.ruby.reading import header, read
        from awscred.tools.tool import Habits

        HABITS = Habits(space=" \\t", keeps_quotes=False)

    A row of `awscred.tools.TOOLS` registers it: `"ruby": Row("the Ruby SDK")`.
    """

    @property
    def HABITS(self) -> Habits: ...  # noqa: N802

    def read(self, config: Document, credentials: Document) -> Reading:
        """What the tool makes of a pair of files."""

    def header(self, file: str, inside: str) -> Title | None:
        """What the tool reads between the brackets of a header in that file ("config" or
        "credentials"), None if it is no header to it, or one that it passes over."""
