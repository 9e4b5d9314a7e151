"""What every tool provides: its reader, and the habits that rules ask about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol, TypeAlias

from awscred.ini import Document
from awscred.tools.reading import Reading

Title: TypeAlias = tuple[str, str]
"""The type in a header ("profile", "sso-session" or "services"), and the name."""

BLOCK, TEXT, DOTTED, FLAT = "block", "text", "dotted", "flat"
"""How a tool presents the settings of a block: as a mapping, as lines of text, as `s3.key`, or as
the profile's own settings."""

PROMPTS, DELEGATES, IGNORES = "prompts", "delegates", "ignores"
"""What a tool does if a role requires an MFA code: it asks the user; it refuses the profile unless
the calling program provides a function that returns the code; or it ignores the setting."""

ANY_CASE = frozenset(
    (
        *("defaults_mode", "endpoint_discovery_enabled"),
        *("request_checksum_calculation", "response_checksum_validation"),
    )
)
"""The settings whose words are accepted in upper or lower case by every tool that reads them."""


class Habits(NamedTuple):
    """How a tool treats text that other tools treat differently.

    Lines. `is_localized`: it reads a file in the encoding of the system, which no reading shows.
    `space` is the white space that it strips (None: what Python's `strip` removes). `colon`: a `:`
    separates like a `=`. `comment`: a comment after a value and a space is not part of the value.
    `folds_case`: it ignores the case of keys. The fields that begin with `nested_` are the same for
    settings in a block. `keeps_quotes`: quotes around a value are part of it. `reads_empty`: a
    setting without a value counts. `refused_keys`: it refuses a file with a setting of such a name,
    in upper or lower case. `nested` is one of BLOCK, TEXT, DOTTED and FLAT. `types` are the types
    of sections that it uses. `pours`: it adds a section of another type to the profile of the same
    name.

    Values. `any_case` are the settings whose words it accepts in any case (`True` is `true`), if it
    reads the setting at all. `own_words` are words of a setting that only this tool accepts.
    `blocks` are the settings that must be blocks: it fails if one has a value of its own. `octal`:
    a leading zero makes a number octal. `strict_hosts`: it refuses a URL with an underscore in its
    host.

    Profiles. `config_wins` are the settings that it reads in config even if they are also in
    credentials. `whole_keys`: it uses the keys of credentials all together or not at all. `shell`:
    a shell runs a `credential_process`. `checks_sources`: it accepts a role only if there are
    credentials to assume it with; other tools accept the role, and fail later. `mfa` is one of
    PROMPTS, DELEGATES and IGNORES. `adds_scope`: it requests the SSO scope `sso:account:access`
    by default. `explains`: it logs why it does not accept a profile.
    `runtime` is the tool with whose reader it looks for credentials, if that is not its own.

    Versions. `since` are settings with the version that added them. A setting that is missing was
    always there, or nobody has researched it.
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
    refused_keys: frozenset[str] = frozenset()
    nested: str = BLOCK
    types: tuple[str, ...] = ("profile", "sso-session", "services")
    pours: bool = False

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
    runtime: str | None = None

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
        """How the tool reads a pair of files."""

    def header(self, file: str, inside: str) -> Title | None:
        """The type and name that the tool reads between the brackets of a header in a file
        ("config" or "credentials"); None if it is not a header to the tool, or one that it
        ignores."""
