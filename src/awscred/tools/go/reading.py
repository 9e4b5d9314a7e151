"""The Go SDK v2, which Terraform uses to read the files: observed in aws-sdk-go-v2/config 1.32.37.

It reads profiles from `[profile X]` in config, whatever X is, and from `[X]` in credentials. If
both files have a profile, the section in credentials adds only the settings of a fixed list, and an
access key only if both of its keys are there. Half an access key is noted, and refused when needed.
"""

from __future__ import annotations

from collections.abc import Iterable

from awscred.ini import Document
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools.go.file import header_title, read_file
from awscred.tools.go.verdicts import SESSION, judge
from awscred.tools.reading import Reading, Refused, Settings, refusal
from awscred.tools.tool import Title

_ID, _SECRET, _ = CREDENTIAL_KEYS
_FROM_CREDENTIALS = frozenset(
    """role_arn source_profile credential_source external_id mfa_serial role_session_name region
    endpoint_discovery_enabled credential_process web_identity_token_file s3_use_arn_region
    s3_disable_multiregion_access_points ec2_metadata_service_endpoint_mode
    ec2_metadata_service_endpoint ec2_metadata_v1_disabled use_dualstack_endpoint use_fips_endpoint
    defaults_mode retry_mode ca_bundle duration_seconds max_attempts sso_session sso_account_id
    sso_region sso_role_name sso_start_url auth_scheme_preference login_session""".split()
)
_TYPES = ("profile", "sso-session", "services")
_SERVICES = "services "


def read(config: Document, credentials: Document) -> Reading:
    """How the Go SDK reads a pair of files, with its verdicts."""
    try:
        titles, keys = read_file("config", config), read_file("credentials", credentials)
    except Refused as refused:
        return refusal("go", refused)
    names = _names(titles)
    sections = {name: titles[title] for name, title in names.items()}
    partial = {name: (1, title) for name, title in names.items() if _is_half(titles[title])}
    for name, values in keys.items():
        if _named("credentials", name):
            sections[name] = _merge(sections[name], values) if name in sections else values
            partial.pop(name, None)
            if _is_half(values):
                partial[name] = (2, name)
    profiles: dict[str, Settings] = {}
    sessions: dict[str, Settings] = {}
    services: dict[str, Settings] = {}
    for name, values in sections.items():
        if name.startswith(SESSION):
            sessions[name.removeprefix(SESSION)] = values
        elif name.startswith(_SERVICES):
            services[name.removeprefix(_SERVICES)] = values
        elif not name.startswith("services") or name[len("services") :][:1].strip():
            profiles[name] = values
    verdicts = judge(profiles, sections, partial)
    return Reading("go", None, profiles, sessions, verdicts, services=services)


def _names(titles: Iterable[str]) -> dict[str, str]:
    """The headers of config that count, by the names of their sections.

    They are processed in alphabetical order: `profile X` replaces an earlier X, and a later X is
    ignored.
    """
    found: dict[str, str] = {}
    renamed = set()
    for title in sorted(titles):
        named = None if title in renamed else _named("config", title)
        if named is None:
            continue
        kind, name = named
        if kind == "profile" and name != title:
            renamed.add(name)
        found[name if kind == "profile" else title] = title
    return found


def header(file: str, inside: str) -> Title | None:
    """The type and name between the brackets of a header."""
    title = header_title(f"[{inside}]")
    return None if title is None else _named(file, title)


def _named(file: str, title: str) -> Title | None:
    """The type and name of a section, None if the SDK ignores it in that file."""
    kind, space, name = title.partition(" ")
    if space and kind in _TYPES:
        return None if (file, kind) == ("credentials", "profile") else (kind, name)
    return ("profile", title) if file == "credentials" or title.lower() == "default" else None


def _is_half(values: Settings) -> bool:
    """Whether only one of the two keys is there; an empty one counts."""
    return (_ID in values) != (_SECRET in values)


def _merge(config: Settings, credentials: Settings) -> Settings:
    """A section of config with the additions from credentials; a nested block counts as empty."""
    whole = _ID in credentials and _SECRET in credentials
    added = {
        key: value if isinstance(value, str) else ""
        for key, value in credentials.items()
        if key in _FROM_CREDENTIALS or (whole and key in CREDENTIAL_KEYS)
    }
    return {**config, **added}
