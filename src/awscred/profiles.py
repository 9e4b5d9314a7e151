"""What the files mean: profiles, their kind, account and region, and the place of each setting.

This is how a person who knows the format reads the files, and not any one tool. It finds every
profile that somebody wrote, even if some tools would not (see `tools` for their readings).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from awscred.forms import is_of_aws
from awscred.headers import CLI_SECTIONS as CLI_SECTIONS
from awscred.headers import CONFIG as CONFIG
from awscred.headers import CREDENTIALS as CREDENTIALS
from awscred.headers import OTHER_SECTIONS as OTHER_SECTIONS
from awscred.headers import section_type as section_type
from awscred.ini import Document, Section

if TYPE_CHECKING:
    from awscred.access import Access
    from awscred.tools.cli.verdicts import Loaded

KINDS = (
    "static",
    "temporary",
    "role",
    "sso",
    "process",
    "web-identity",
    "login",
    "source",
    "none",
)
"""The kinds of profile, by where its credentials come from."""

# The first key found decides the kind. The AWS CLI checks in this order, except for keys together
# with `credential_process` or SSO settings, where tools differ.
_KIND_BY_KEY = {
    "web_identity_token_file": "web-identity",
    "role_arn": "role",
    "credential_source": "source",
    "aws_access_key_id": "static",
    "aws_secret_access_key": "static",
    "sso_session": "sso",
    "sso_start_url": "sso",
    "sso_account_id": "sso",
    "sso_role_name": "sso",
    "credential_process": "process",
    "login_session": "login",
}
# An access key id has its account in base 32, which int() reads with the digits 0-9 and a-v.
_BASE32 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189", "0123456789abcdefghijklmnopqrstuv!!!!"
)


def file_named(name: str) -> str | None:
    """Which of the two files the name of a file suggests: CONFIG, CREDENTIALS, or None."""
    return next((file for file in (CREDENTIALS, CONFIG) if file in name), None)


def likely_file(document: Document) -> str:
    """Which of the two files the headers of a document suggest: CONFIG if one has a section
    type."""
    headers = (section.header or "" for section in document.sections)
    types = ("profile ", "sso-session ", "services ")
    return CONFIG if any(header.startswith(types) for header in headers) else CREDENTIALS


class Profile:
    """One profile: its settings from both files; those of credentials override those of config.

    `sections` are its (file, section) pairs, in the order of merging. The representation shows no
    values.
    """

    __slots__ = ("_deciding_key", "_owns_settings", "name", "sections", "settings")

    def __init__(self, name: str) -> None:
        self._deciding_key: str | None = None
        self.name = name
        self.sections: list[tuple[str, Section]] = []
        self.settings: dict[str, str] = {}
        self._owns_settings = False  # with only one section, `settings` are the section's own

    def __repr__(self) -> str:
        return f"<Profile {self.name!r}: {self.kind}>"

    def add(self, file: str, section: Section) -> None:
        """Add one more section of the profile."""
        self.sections.append((file, section))
        values = section.values
        if not self.settings:
            self.settings = values
        elif self._owns_settings:
            self.settings.update(values)
        else:
            self.settings = {**self.settings, **values}
            self._owns_settings = True

    @property
    def deciding_key(self) -> str | None:
        """The setting that gives the profile its kind."""
        if self._deciding_key is None:
            settings = self.settings
            for key in _KIND_BY_KEY:
                if key in settings:
                    self._deciding_key = key
                    break
        return self._deciding_key

    @property
    def kind(self) -> str:
        """One of KINDS."""
        kind = _KIND_BY_KEY.get(self.deciding_key or "", "none")
        return "temporary" if kind == "static" and "aws_session_token" in self.settings else kind

    @property
    def region(self) -> str | None:
        """Its region; None if the profile has none of its own."""
        return self.settings.get("region") or None

    @property
    def account(self) -> tuple[str, str] | tuple[None, None]:
        """The 12-digit account, and the setting that contains it; or two Nones.

        For a role, this is the role's account, not that of the credentials that assume it.
        """
        settings = self.settings
        for key, decode in _ACCOUNT_SOURCES[self.kind]:
            if (value := settings.get(key)) and (account := decode(value)):
                return account, key
        return None, None

    @property
    def has_own_endpoint(self) -> bool:
        """Whether its requests may go to something other than AWS.

        An emulator accepts any key, region or ARN, so their form proves nothing.
        """
        urls = [self.settings.get("endpoint_url", ""), *self._nested("endpoint_url")]
        return "services" in self.settings or any(url and not is_of_aws(url) for url in urls)

    def _nested(self, key: str) -> Iterator[str]:
        """The values of a key that is nested in any setting."""
        for _, section in self.sections:
            for setting in section.settings if section.plain is None else ():
                yield from (below.value for below in setting.nested if below.key.lower() == key)

    @property
    def origin(self) -> tuple[str, Section]:
        """The place of its credentials: the last section with the setting that decides the kind."""
        key = self.deciding_key
        sections = self.sections
        for place in reversed(sections):
            if key in place[1].values:
                return place
        return sections[-1]


class Files:
    """A config and a credentials file that were read: their documents, and what they mean.

    The paths are only for messages. `modes` are the permission bits of config and credentials, None
    if they are not known. `access` is who can change the files and the folders above them, empty if
    this was not read.
    """

    def __init__(
        self,
        config: Document,
        credentials: Document,
        config_path: str = "config",
        credentials_path: str = "credentials",
        modes: tuple[int | None, int | None] = (None, None),
        access: tuple[Access, ...] = (),
    ) -> None:
        self.config = config
        self.credentials = credentials
        self.config_path = config_path
        self.credentials_path = credentials_path
        self.modes = modes
        self.access = access

    def path(self, file: str) -> str:
        """The path of "config" or "credentials"."""
        return self.config_path if file == CONFIG else self.credentials_path

    @property
    def absent(self) -> str | None:
        """The file that was not given, if the other one was; it has no path."""
        absent = [file for file in (CONFIG, CREDENTIALS) if self.path(file) in ("", os.devnull)]
        return absent[0] if len(absent) == 1 else None

    def document(self, file: str) -> Document:
        """The document of "config" or "credentials"."""
        return self.config if file == CONFIG else self.credentials

    def with_documents(self, config: Document, credentials: Document) -> Files:
        """The same files with other content."""
        paths = self.config_path, self.credentials_path
        return Files(config, credentials, *paths, self.modes, self.access)

    def about(self, names: Iterable[str]) -> Files:
        """The same files as partial documents: only the sections related to these names, each of
        a profile or the text of another section's header (see `meant`)."""
        from awscred.partial_documents import partial_document  # for changes

        wanted = frozenset(each for name in names for each in (name, section_type(CONFIG, name)[1]))
        return self.with_documents(
            partial_document(self.config, wanted), partial_document(self.credentials, wanted)
        )

    def whole(self) -> Files:
        """The whole files, if these are partial."""
        from awscred.partial_documents import whole

        return self.with_documents(whole(self.config), whole(self.credentials))

    def profile_of(self, file: str, section: Section) -> str | None:
        """The profile that a section of a file belongs to, or None."""
        kind, name = section_type(file, section.header or "")
        return name if kind == "profile" and name else None

    def profile_at(self, file: str, line: int) -> str | None:
        """The profile with the section at a 1-based line of a file, or None."""
        return self.profile_of(file, self.document(file).section_at(line))

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles by name, in the order of the files, config first."""
        return _profiles(self)

    @cached_property
    def sso_sessions(self) -> dict[str, list[Section]]:
        """The `[sso-session NAME]` sections of config by name."""
        return self._named("sso-session")

    @cached_property
    def services(self) -> dict[str, list[Section]]:
        """The `[services NAME]` sections of config by name."""
        return self._named("services")

    def meant(self, name: str) -> tuple[str, str]:
        """The type and name of the section that a name means: `sso-session corp` and
        `services local` are these sections of config, unless a profile has this name."""
        kind, own = section_type(CONFIG, name)
        if kind in OTHER_SECTIONS and name not in self.profiles:
            return kind, own
        return "profile", name

    def places(self, name: str) -> list[tuple[str, Section]]:
        """The (file, section) pairs of a profile, or of the section that a name means: empty if
        there are none."""
        kind, own = self.meant(name)
        if kind == "profile":
            return self.profiles[own].sections if own in self.profiles else []
        found = self.sso_sessions if kind == "sso-session" else self.services
        return [(CONFIG, section) for section in found.get(own, [])]

    def named(self, kind: str) -> Mapping[str, Profile | list[Section]]:
        """The profiles, sso-sessions or services (one of headers.TYPES), by name."""
        if kind == "profile":
            return self.profiles
        return self.sso_sessions if kind == "sso-session" else self.services

    @cached_property
    def titles(self) -> frozenset[str]:
        """The headers of the SSO sessions and services of config, which are not profiles, although
        some tools read them as profiles of such names."""
        named = (*self.sso_sessions.values(), *self.services.values())
        return frozenset(section.header or "" for sections in named for section in sections)

    @cached_property
    def read_by_botocore(self) -> Loaded:
        """What botocore has read, before it judges. Raises tools.reading.Refused."""
        from awscred.tools.cli.reading import sections  # not needed by `list`

        return sections(self.config, self.credentials)

    def _named(self, wanted: str) -> dict[str, list[Section]]:
        found: dict[str, list[Section]] = {}
        for section in self.config.sections:
            if section.header is not None and section.header.startswith(wanted):
                kind, name = section_type(CONFIG, section.header)
                if kind == wanted:
                    found.setdefault(name, []).append(section)
        return found


def _profiles(files: Files) -> dict[str, Profile]:
    profiles: dict[str, Profile] = {}
    for file in (CONFIG, CREDENTIALS):
        for section in files.document(file).sections:
            if name := files.profile_of(file, section):
                if name not in profiles:
                    profiles[name] = Profile(name)
                profiles[name].add(file, section)
    return profiles


def session_values(sections: Sequence[Section]) -> dict[str, str]:
    """The settings of an SSO session, from all sections of its name."""
    values: dict[str, str] = {}
    for section in sections:
        values.update(section.values)
    return values


def account_of_access_key(key_id: str) -> str | None:
    """The account in an access key id of the current form, as 12 digits, or None.

    Ids of the old form (fifth character I or J) do not contain an account.
    """
    if len(key_id) != 20 or key_id[4] in "IJ" or key_id[:4] not in ("AKIA", "ASIA"):
        return None
    if not (key_id.isascii() and key_id.isalnum() and key_id.isupper()):
        return None
    try:
        number = int(key_id[4:14].translate(_BASE32), 32)
    except ValueError:
        return None
    # Ten characters hold 50 bits. The account is in the first 48 of them: 40 bits after the top
    # bit.
    return _twelve_digits(f"{(number >> 2 & 0x7FFFFFFFFF80) >> 7:012d}")


def account_of_arn(arn: str) -> str | None:
    """The 12-digit account in an ARN, or None."""
    parts = arn.split(":", 5)
    if len(parts) == 6 and parts[0] == "arn":
        return _twelve_digits(parts[4])
    return None


def _twelve_digits(text: str) -> str | None:
    return text if len(text) == 12 and text.isascii() and text.isdigit() else None


_KEYS = (("aws_access_key_id", account_of_access_key), ("aws_account_id", _twelve_digits))
_ROLE = (("role_arn", account_of_arn),)
_ACCOUNT_SOURCES = {
    "static": _KEYS,
    "temporary": _KEYS,
    "role": _ROLE,
    "web-identity": _ROLE,
    "sso": (("sso_account_id", _twelve_digits),),
    "login": (("login_session", account_of_arn),),
    "process": (("aws_account_id", _twelve_digits),),
    "source": (),
    "none": (),
}
