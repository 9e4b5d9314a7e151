"""A profile's credentials, found as botocore finds them: its own providers, given what was read.

tests/test_sts.py checks their order: a role, a web identity, SSO, keys of the credentials file, a
login, a process, keys of the config file. Credentials from the environment are left out, unless
`credential_source` names them.
"""

from __future__ import annotations

import json
import os
import shlex
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import botocore.exceptions as aws
from botocore.credentials import (
    AssumeRoleProvider,
    AssumeRoleWithWebIdentityProvider,
    CanonicalNameCredentialSourcer,
    ConfigProvider,
    CredentialProvider,
    CredentialResolver,
    LoginProvider,
    ProcessProvider,
    SharedCredentialProvider,
    SSOProvider,
)
from botocore.tokens import SSOTokenProvider
from botocore.utils import JSONFileCache, get_login_token_cache_directory, parse_timestamp

from awscred.store.foreign import pieces
from awscred.sts.answers import (
    BadKeysError,
    ChainTooLongError,
    NeedsLoginError,
    NeedsMfaCodeError,
    SignInOnlyError,
    TokenTooLongError,
    reading,
)
from awscred.sts.clients import FOREIGN_SETTINGS, ClientFactory, require_sendable
from awscred.sts.limits import PIECE, TooLongError, collect
from awscred.sts.programs import Programs
from awscred.tools.cli.verdicts import Loaded
from awscred.tools.reading import Settings

AskMfa = Callable[[str], str]
"""Gets botocore's prompt (which quotes mfa_serial from the file), and returns the code."""


_LONGEST = 100  # hops of a chain; botocore recurses for each, and would fail at about 130
_OWN_METHODS = (SharedCredentialProvider.METHOD, ConfigProvider.METHOD, ProcessProvider.METHOD)


class Keys(NamedTuple):
    """A key pair, perhaps temporary, and when it expires, if that is known."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    expires: datetime | None

    def __repr__(self) -> str:  # people paste the secret as the id
        return "<Keys>"


def without_foreign(read: Loaded) -> Loaded:
    """The parts of files that are not the user's own that may be used: keys, and roles assumed with
    them."""

    def strip(profiles: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: {key: value for key, value in settings.items() if key in FOREIGN_SETTINGS}
            for name, settings in profiles.items()
        }

    return Loaded(strip(read.profiles), strip(read.config), strip(read.credentials), {}, {})


class _TokenFile:
    """Replaces botocore's loader of a web identity token, with a limit on its size.

    Raises TokenTooLongError.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self) -> str:
        try:
            return collect(pieces(self._path, PIECE)).decode()
        except TooLongError:
            raise TokenTooLongError(self._path) from None


class _TokenCache(JSONFileCache):  # type: ignore[misc]
    """A folder where AWS tools keep logins. A file that is too large counts as missing."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder, dumps_func=partial(json.dumps, default=_instant))
        self._folder = folder

    def __getitem__(self, key: str) -> Any:
        path = os.path.join(self._folder, f"{key}.json")
        try:
            if not os.path.isfile(path):  # a FIFO would wait for a writer
                raise KeyError(key)
            return json.loads(collect(pieces(path, PIECE)))
        except (OSError, ValueError, TooLongError):
            raise KeyError(key) from None


class _SsoTokenCache(_TokenCache):
    """The logins that `aws sso login` keeps. A file without a login counts as missing."""

    def __init__(self) -> None:
        super().__init__(os.path.expanduser(os.path.join("~", ".aws", "sso", "cache")))

    def __contains__(self, key: str) -> bool:
        try:
            login = self[key]
            parse_timestamp(login["expiresAt"])
            return isinstance(login["accessToken"], str)
        except (KeyError, ValueError, TypeError, OverflowError, OSError):
            return False


class _SsoTokenProvider(SSOTokenProvider):  # type: ignore[misc]
    """If threads share a login, one of them refreshes it when necessary, and the others wait."""

    _refreshing = threading.Lock()

    def load_token(self, **given: Any) -> Any:
        with self._refreshing:
            token = super().load_token(**given)
            if token is not None:
                token.get_frozen_token()
        return token


def _instant(when: datetime) -> str:
    """A time in the format that AWS tools use in these files."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


class CredentialProviders:
    """botocore's credential providers, for any profile of the files that were read."""

    def __init__(self, read: Loaded, programs: Programs) -> None:
        self.read = read
        self._programs = programs
        self._sso_tokens = _SsoTokenCache()
        self.full_config = {
            "profiles": read.profiles,
            "sso_sessions": read.sessions,
            "services": read.services,
        }

    def keys(self, name: str, factory: ClientFactory, ask_mfa: AskMfa | None) -> Keys:
        """The keys of a profile: this runs a process, assumes roles and uses tokens as necessary.

        Raises what botocore raises, and the exceptions of `answers`.
        """

        def prompt(text: str) -> str:
            if ask_mfa is None:
                raise NeedsMfaCodeError
            return ask_mfa(text).strip()

        self._check_length(name)
        role = AssumeRoleProvider(
            load_config=lambda: self.full_config,
            client_creator=factory.client,
            cache={},
            profile_name=name,
            prompter=prompt,
            credential_sourcer=CanonicalNameCredentialSourcer(factory.sources),
            profile_provider_builder=_ProfileProviderBuilder(self, factory),
        )
        with self._login_named(name):
            with reading():
                found = CredentialResolver(
                    [role, *self.for_profile(name, factory)]
                ).load_credentials()
            if found is None:
                if _only_signs_in(self.read.profiles[name]):
                    raise SignInOnlyError(shlex.quote(name))
                raise aws.NoCredentialsError
            if found.method == ProcessProvider.METHOD:
                with reading():
                    frozen = found.get_frozen_credentials()
            else:
                frozen = found.get_frozen_credentials()
        try:
            require_sendable(frozen)
        except BadKeysError:
            if found.method in _OWN_METHODS:
                raise
            raise KeyError from None  # from a service: the profile is not to blame
        expires = getattr(found, "_expiry_time", None)  # no public way
        return Keys(frozen.access_key, frozen.secret_key, frozen.token, expires)

    def for_profile(self, name: str, factory: ClientFactory) -> list[CredentialProvider]:
        """botocore's providers of a profile's credentials other than a role, in its order."""

        def load() -> Mapping[str, Any]:
            return self.full_config

        return [
            AssumeRoleWithWebIdentityProvider(
                *(load, factory.client, name),
                cache={},
                disable_env_vars=True,
                token_loader_cls=_TokenFile,
            ),
            SSOProvider(
                load,
                factory.client,
                name,
                cache={},
                token_cache=self._sso_tokens,
                token_provider=_SsoTokenProvider(
                    _TokenSession(self, factory), cache=self._sso_tokens, profile_name=name
                ),
            ),
            SharedCredentialProvider("credentials", name, lambda _: self.read.credentials),
            LoginProvider(
                load, factory.client, name, _TokenCache(get_login_token_cache_directory())
            ),
            ProcessProvider(name, load, self._programs),
            ConfigProvider("config", name, lambda _: {"profiles": self.read.config}),
        ]

    def _check_length(self, name: str) -> None:
        """Refuse a chain that is too long. botocore itself detects a circular one."""
        profiles, seen = self.read.profiles, {name}
        while (name := str(profiles[name].get("source_profile"))) in profiles and name not in seen:
            seen.add(name)
            if len(seen) > _LONGEST:
                raise ChainTooLongError

    @contextmanager
    def _login_named(self, name: str) -> Iterator[None]:
        """If a login is missing, name the profile that has to sign in: the one at the end of the
        chain."""
        try:
            yield
        except (aws.SSOError, aws.TokenRetrievalError, aws.LoginError) as error:
            profiles, seen = self.read.profiles, set[str]()
            while name not in seen and profiles[name].get("source_profile") in profiles:
                seen.add(name)
                name = str(profiles[name]["source_profile"])
            login = "login" if isinstance(error, aws.LoginError) else "sso login"
            raise NeedsLoginError(f"aws {login} --profile {shlex.quote(name)}") from None


def _only_signs_in(settings: Settings) -> bool:
    """Whether a profile names a session to sign in to, but no account and no role."""
    return "sso_session" in settings and not {"sso_account_id", "sso_role_name"} & settings.keys()


class _ProfileProviderBuilder(NamedTuple):
    """Replaces botocore's builder: its role provider asks for the providers of the source
    profile."""

    known: CredentialProviders
    factory: ClientFactory

    def providers(
        self, profile_name: str, disable_env_vars: bool = True
    ) -> list[CredentialProvider]:
        return self.known.for_profile(profile_name, self.factory)


class _TokenSession:
    """Replaces botocore's session for its SSO token provider, which uses only these two
    attributes."""

    def __init__(self, known: CredentialProviders, factory: ClientFactory) -> None:
        self.full_config = known.full_config
        self.create_client = factory.client
