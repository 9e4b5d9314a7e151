"""A quick proof that no rule needs to run: only profiles that are not plainly correct are checked.

A profile is in order if its sections are written in the usual way, every value has its usual form,
the settings belong to one kind of credentials, and everything that they name is in order. Most
profiles are. No rule has an error or a warning for them, so the time of `validate` and `list`
depends on what is unusual, not on the size of the files. A suspect profile may have no problem, but
a profile with a problem is always suspect. All this is about the tools that are asked by default.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from awscred.access import exposed
from awscred.ini import LONGEST_LINE, NAME, Section, is_utf8
from awscred.keys import key_pair
from awscred.profile_names import RESERVED
from awscred.profiles import CONFIG, CREDENTIALS, Files, Profile, section_type
from awscred.settings import BUILDER_ID

_is_name = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}").fullmatch
_is_region = re.compile(
    r"(?:us|eu|ap|sa|ca|af|me|il|mx|cn|us-gov)-(?:north|south)?(?:east|west|north|south|central)"
    r"-[1-9]"
).fullmatch
_is_account = re.compile(r"[0-9]{12}").fullmatch
_KEY_ID, _SECRET, _TOKEN = "aws_access_key_id", "aws_secret_access_key", "aws_session_token"
_USUAL_VALUES: Mapping[str, Callable[[str], object]] = {
    _KEY_ID: re.compile(
        r"A[KS]IA(?=[A-Z]*[2-7])[A-Z2-7]{16}"
    ).fullmatch,  # not AKIAXXXXXXXXXXXXXXXX
    _SECRET: re.compile(r"(?=[A-Za-z/+]*[0-9])[A-Za-z0-9/+]{39}[A-WYZa-wyz0-9/+]").fullmatch,
    _TOKEN: re.compile(r"[A-Za-z0-9/+=]{100,4096}").fullmatch,
    "region": _is_region,
    "output": {"json", "text", "table", "yaml"}.__contains__,
    "role_arn": re.compile(r"arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9_-]{2,64}").fullmatch,
    "source_profile": _is_name,
    "sso_session": _is_name,
    "sso_account_id": _is_account,
    "sso_role_name": _is_name,
}
_USUAL_SESSION: Mapping[str, Callable[[str], object]] = {
    "sso_start_url": re.compile(r"https://[a-z0-9-]+\.awsapps\.com/start").fullmatch,
    "sso_region": _is_region,
    "sso_registration_scopes": "sso:account:access".__eq__,
}
_ANYWHERE = frozenset(("region", "output"))
_KEYS = frozenset((_KEY_ID, _SECRET))
_TEMPORARY = _KEYS | {_TOKEN}
_QUOTES = r"""["'\\]"""  # removed from names by the AWS CLI
_KINDS = (  # the other settings of a profile in order
    _KEYS,
    _TEMPORARY,
    {"role_arn", "source_profile"},
    {"sso_session", "sso_account_id", "sso_role_name"},
)


def suspects(files: Files) -> list[str]:
    """The names of the profiles that are not plainly in order, in the order of the files."""
    return _sort_out(files)[0]


def only_suspects(files: Files) -> Files | None:
    """The files without the sections that no rule needs to check; None if that is all of them.

    What suspects lead to is kept, because rules follow chains. The sections left out have no errors
    and warnings, and those kept have the same ones without them.
    """
    names, sessions = _sort_out(files)
    profiles = files.profiles
    in_order = profiles.keys() - names
    plain = {section for name in in_order for _, section in profiles[name].sections}
    sources = {
        word
        for file in (CONFIG, CREDENTIALS)
        for section in files.document(file).sections
        if section not in plain
        for line in section.lines
        if "source_profile" in line.lower()
        for word in _words(line)
    }
    sources |= {profiles[name].settings.get("source_profile", name) for name in sources & in_order}
    plain -= {section for name in sources & in_order for _, section in profiles[name].sections}
    kept = {
        file: [part for part in files.document(file).sections if part not in plain]
        for file in (CONFIG, CREDENTIALS)
    }
    if _is_everything_else_in_order(files) and all(
        _is_in_order(file, section, sessions)
        for file, sections in kept.items()
        for section in sections
    ):
        return None
    return files.with_documents(
        *(files.document(file).with_sections(sections) for file, sections in kept.items())
    )


def _sort_out(files: Files) -> tuple[list[str], set[str]]:
    """The suspect profiles, and the sessions that are in order."""
    profiles = files.profiles
    words = _words_of_odd_headers(files)
    if not words.isdisjoint(RESERVED) or not (is_utf8(files.config) and is_utf8(files.credentials)):
        # A tool may give such a section to every profile, or read nothing from such a file.
        return [*profiles], set()
    sessions = {
        name
        for name, sections in files.sso_sessions.items()
        if name not in words and _is_session_in_order(name, sections)
    }
    in_order = {
        name
        for name, profile in profiles.items()
        if name not in words
        and _is_profile_in_order(profile)
        and ((session := profile.settings.get("sso_session")) is None or session in sessions)
    }
    in_order -= _with_two_secrets(profiles.values(), in_order)
    in_order = {
        name
        for name in in_order
        if (source := profiles[name].settings.get("source_profile")) is None
        or (source in in_order and _KEY_ID in profiles[source].settings)
    }
    return [name for name in profiles if name not in in_order], sessions


def _words_of_odd_headers(files: Files) -> set[str]:
    """The words in unusual headers, and in unusual lines that a tool may read as headers.

    A tool may read what follows as settings of a profile or session named by one of the words.
    """
    words: set[str] = set()
    for file in (CONFIG, CREDENTIALS):
        for section in files.document(file).sections:
            if section.plain is None:
                for line in section.lines:
                    if "[" in line:
                        words.update(_words(line))
            elif section.header is not None and not _is_header_usual(file, section.header):
                words.update(_words(section.header))
    return words


def _words(line: str) -> Iterator[str]:
    """The names that a tool may read in a line."""
    for word in re.findall(NAME, f"{line} {re.sub(_QUOTES, '', line)}"):
        yield word
        yield word.partition(".")[2]  # "profile.a" is a to the JavaScript SDK


def _is_header_usual(file: str, header: str) -> bool:
    kind, space, name = header.partition(" ")
    if file == CREDENTIALS:
        return not space
    return kind in ("profile", "sso-session") and name != "default" if space else kind == "default"


def _is_everything_else_in_order(files: Files) -> bool:
    """Whether permissions and comments are in order, which no setting shows."""
    config, credentials = files.modes
    if (config or 0) & 0o022 or (credentials or 0) & 0o077 or exposed(files.access):
        return False
    return all(
        document.text.isascii() and not document.has_line_over(LONGEST_LINE)
        for document in (files.config, files.credentials)
    )


def _is_in_order(file: str, section: Section, sessions: Collection[str]) -> bool:
    """Whether a section without a profile is in order: comments, or one of these sessions."""
    if section.header is None:
        return section.plain == {}
    kind, name = section_type(file, section.header)
    return kind == "sso-session" and name in sessions


def _is_profile_in_order(profile: Profile) -> bool:
    """Whether a profile is in order, judged without looking at any other."""
    name = profile.name
    if not _is_name(name) or name in RESERVED or (name.lower() == "default" != name):
        return False
    if len(profile.sections) != len({file for file, _ in profile.sections}):
        return False
    for file, section in profile.sections:
        keys = section.plain
        if keys is None:
            return False
        if not (_TEMPORARY.isdisjoint(keys) if file == CONFIG else _TEMPORARY.issuperset(keys)):
            return False
    settings = profile.settings
    for key, value in settings.items():
        is_usual = _USUAL_VALUES.get(key)
        if is_usual is None or not is_usual(value):
            return False
    kind = settings.keys() - _ANYWHERE
    return kind in _KINDS and (
        _KEY_ID not in kind or (settings[_KEY_ID][:4] == "ASIA") == (_TOKEN in kind)
    )


def _is_session_in_order(name: str, sections: Collection[Section]) -> bool:
    (section, *others) = sections
    values = section.plain
    return (
        not others
        and values is not None
        and values.keys() == _USUAL_SESSION.keys()
        and values["sso_start_url"] != BUILDER_ID
        and all(_USUAL_SESSION[key](value) for key, value in values.items())
        and bool(_is_name(name))
    )


def _with_two_secrets(profiles: Iterable[Profile], in_order: Collection[str]) -> set[str]:
    """The profiles that share an access key id with a profile that has another secret."""
    names: dict[str, list[str]] = defaultdict(list)
    secrets: dict[str, str] = {}
    torn: set[str] = set()
    for profile in profiles:
        settings = profile.settings
        if profile.name in in_order:
            key_id, secret = settings.get(_KEY_ID), settings.get(_SECRET, "")
        else:
            key_id, secret = key_pair(profile)
        if key_id:
            names[key_id].append(profile.name)
            if secrets.setdefault(key_id, secret) != secret:
                torn.add(key_id)
    return {name for key_id in torn for name in names[key_id]}
