"""The credentials of the environment, which AWS tools use before, or without, those of a profile.

This is the order of the AWS CLI (botocore's `create_credential_resolver`) for a command that names
no profile: keys of the environment, the profile's role, a web identity of the environment, the
profile's own credentials, a container, an EC2 instance. `--profile` skips all of them but the last
two, which matter only if the profile has no credentials.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from awscred.tools.cli.verdicts import Loaded

Kind: TypeAlias = Literal["keys", "web-identity", "container", "instance"]

_ID, _SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
_KEYS = (_ID, _SECRET, "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION")
_TOKEN_FILE, _ROLE = "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"
_WEB_IDENTITY = (_TOKEN_FILE, _ROLE, "AWS_ROLE_SESSION_NAME")
_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
_PROFILE = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")  # the order of AWS CLI 2; boto3 has the reverse


class Source(NamedTuple):
    """Credentials outside of the files.

    `name` is the variable that decides, `variables` are those that are set and belong to it, and
    `missing` is one that it cannot do without.
    """

    kind: Kind
    name: str
    variables: tuple[str, ...] = ()
    missing: str = ""

    @property
    def place(self) -> str:
        """Where the credentials are from: `environment (AWS_ACCESS_KEY_ID)`."""
        return f"environment ({self.name})" if self.variables else self.name

    @property
    def words(self) -> str:
        """The same in a sentence: `AWS_ACCESS_KEY_ID of the environment`."""
        return f"{self.name} of the environment" if self.variables else f"the {self.name}"

    @property
    def unset(self) -> str:
        """The command of a shell after which these are not used; "" if there is none."""
        return f"unset {' '.join(self.variables)}" if self.variables else ""

    @property
    def goes_first(self) -> bool:
        """Whether they are used even if the profile has credentials."""
        return self.kind in ("keys", "web-identity")


def chosen_region(environ: Mapping[str, str]) -> str | None:
    """The region that the environment names for the AWS CLI, None if it names none."""
    return environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or None


def chosen_profile(environ: Mapping[str, str]) -> str | None:
    """The profile that the environment names for the AWS CLI, None if it names none."""
    return next((environ[key] for key in choosing_variables(environ)), None)


def has_credentials(environ: Mapping[str, str]) -> bool:
    """Whether the environment has keys or a web identity, which may go before a profile."""
    return bool(environ.get(_ID) or environ.get(_TOKEN_FILE))


def choosing_variables(environ: Mapping[str, str]) -> list[str]:
    """The variables that name a profile; the first one counts, for the AWS CLI."""
    return [key for key in _PROFILE if environ.get(key)]


def choosing(name: str) -> str:
    """The command of a shell after which AWS tools use a profile."""
    return f"export AWS_PROFILE={shlex.quote(name)}"


def to_use(name: str, environ: Mapping[str, str]) -> str:
    """What to type so that AWS tools use a profile if none is named; "" if they already do."""
    unused = [one for one in _KEYS if environ.get(one)] if environ.get(_ID) else []
    chosen = chosen_profile(environ)
    if name == "default":
        unused += [one for one in _PROFILE if environ.get(one) not in (None, "", name)]
    commands = [f"unset {' '.join(unused)}"] if unused else []
    if name not in ("default", chosen):
        commands.append(choosing(name))
    return "; ".join(commands)


def used_source(environ: Mapping[str, str], name: str, read: Loaded) -> Source | None:
    """What a command that names no profile uses, although the active profile is `name`.

    None: the profile's own credentials. An instance is only a guess, since nobody has asked it.
    """
    settings = read.profiles.get(name, {})
    if environ.get(_ID):
        return _source("keys", _ID, _KEYS, environ, "" if environ.get(_SECRET) else _SECRET)
    if "role_arn" in settings and "web_identity_token_file" not in settings:
        return None
    if environ.get(_TOKEN_FILE):
        has_role = environ.get(_ROLE) or settings.get("role_arn")
        missing = "" if has_role else _ROLE
        return _source("web-identity", _TOKEN_FILE, _WEB_IDENTITY, environ, missing)
    from awscred.tools.cli.verdicts import own_credentials  # `list` hardly ever comes here

    if own_credentials(name, settings, read) is not None:
        return None
    for variable in _CONTAINER:
        if variable in environ:
            return _source("container", variable, _CONTAINER, environ)
    if environ.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true":
        return None
    return Source("instance", "EC2 instance")


def _source(
    kind: Kind,
    name: str,
    variables: tuple[str, ...],
    environ: Mapping[str, str],
    missing: str = "",
) -> Source:
    return Source(kind, name, tuple(one for one in variables if environ.get(one)), missing)
