"""A profile's credentials, found as botocore finds them: its own providers, given what was read.

tests/test_sts.py checks their order: a role, a web identity, SSO, keys of the credentials file, a
login, a process, keys of the config file. Credentials from the environment are left out, unless
`credential_source` names them or the question is about them.
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
    EnvProvider,
    LoginProvider,
    ProcessProvider,
    ReadOnlyCredentials,
    SharedCredentialProvider,
    SSOProvider,
)
from botocore.tokens import SSOTokenProvider
from botocore.utils import JSONFileCache, get_login_token_cache_directory, parse_timestamp

from awscred.environment import Source
from awscred.kinds import only_signs_in
from awscred.store.foreign import pieces
from awscred.sts.answers import (
    BadEnvironmentError,
    BadKeysError,
    ChainTooLongError,
    ExpiredEnvironmentError,
    IncompleteEnvironmentError,
    MfaSkippedError,
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

AskMfa = Callable[[str], str]
"""Gets a prompt, which quotes mfa_serial from the file; returns the code, or "" to skip."""

_MFA_PROMPT = "Enter MFA code for "  # botocore's, before the device


_LONGEST = 100  # hops of a chain; botocore recurses for each, and would fail at about 130
_OWN_METHODS = (
    *(SharedCredentialProvider.METHOD, ConfigProvider.METHOD, ProcessProvider.METHOD),
    EnvProvider.METHOD,
)


class Keys(NamedTuple):
    """A key pair, perhaps temporary, and when it expires, if that is known."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    expires: datetime | None

    def __repr__(self) -> str:  # people paste the secret as the id
        return "<Keys>"


def mfa_code(name: str, device: str, ask_mfa: AskMfa | None) -> str:
    """The code of a profile's MFA device, from the user. Raises NeedsMfaCodeError if nobody can be
    asked, and MfaSkippedError if there is no answer."""
    if ask_mfa is None:
        raise NeedsMfaCodeError
    code = ask_mfa(f"MFA code for {name} ({device})").strip()
    if not code:
        raise MfaSkippedError
    return code


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
    """If threads share a login, one of them refreshes it when necessary, and the others wait.

    If that fails, they do not try again: each try takes time, and many would exceed the deadline.
    """

    _refreshing = threading.Lock()

    def load_token(self, **given: Any) -> Any:
        with self._refreshing:
            token = super().load_token(**given)
            if token is not None:
                name, ended = self._sso_config["session_name"], self._session.ended
                if name in ended:
                    raise ended[name].with_traceback(None)
                try:
                    token.get_frozen_token()
                except aws.TokenRetrievalError as error:
                    ended[name] = error
                    raise
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
        self.ended: dict[str, Exception] = {}
        """Why the login of an sso-session cannot be used, by its name."""
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
            return mfa_code(name, text.removeprefix(_MFA_PROMPT).rstrip(": "), ask_mfa)

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
                if only_signs_in(self.read.profiles[name]):
                    raise SignInOnlyError(shlex.quote(name))
                raise aws.NoCredentialsError
            if found.method == ProcessProvider.METHOD:
                with reading():
                    frozen = found.get_frozen_credentials()
            else:
                frozen = found.get_frozen_credentials()
        return _checked(found, frozen)

    def outside_keys(self, source: Source, name: str, factory: ClientFactory) -> Keys:
        """The keys of a source outside of the files, for a command that uses that profile.

        The profile may have a part of a web identity. It need not exist.
        """
        if source.missing:
            raise IncompleteEnvironmentError(source.missing, source.name)
        if source.kind == "keys":
            found, frozen = _environment_keys()
            return _checked(found, frozen)
        if source.kind == "web-identity":
            provider = self._web_identity(name, factory, of_environment=True)
        else:
            provider = factory.sources[1 if source.kind == "container" else 2]
        with reading():
            found = provider.load()
        if found is None:
            raise aws.NoCredentialsError
        return _checked(found, found.get_frozen_credentials())

    def _web_identity(
        self, name: str, factory: ClientFactory, *, of_environment: bool
    ) -> CredentialProvider:
        return AssumeRoleWithWebIdentityProvider(
            *(lambda: self.full_config, factory.client, name),
            cache={},
            disable_env_vars=not of_environment,
            token_loader_cls=_TokenFile,
        )

    def for_profile(self, name: str, factory: ClientFactory) -> list[CredentialProvider]:
        """botocore's providers of a profile's credentials other than a role, in its order."""

        def load() -> Mapping[str, Any]:
            return self.full_config

        return [
            self._web_identity(name, factory, of_environment=False),
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


def _environment_keys() -> tuple[Any, ReadOnlyCredentials]:
    """The keys of the environment: botocore's credentials, and what they are now."""
    try:
        found = EnvProvider().load()
        return found, found.get_frozen_credentials()
    except RuntimeError:
        raise ExpiredEnvironmentError from None
    except (ValueError, OverflowError):  # which may quote the value
        raise BadEnvironmentError("AWS_CREDENTIAL_EXPIRATION") from None


def _checked(found: Any, frozen: ReadOnlyCredentials) -> Keys:
    """Credentials of botocore's as keys that can be sent."""
    expires = getattr(found, "_expiry_time", None)  # no public way
    if found.method not in _OWN_METHODS:
        return service_keys(frozen, expires)
    require_sendable(frozen)
    return Keys(frozen.access_key, frozen.secret_key, frozen.token, expires)


def service_keys(given: ReadOnlyCredentials, expires: datetime | None) -> Keys:
    """The keys that a service gave. Raises KeyError if they cannot be sent: nothing is wrong with
    the profile."""
    try:
        require_sendable(given)
    except BadKeysError:
        raise KeyError from None
    return Keys(given.access_key, given.secret_key, given.token, expires)


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
    """Replaces botocore's session for its SSO token provider, which uses only its first two
    attributes."""

    def __init__(self, known: CredentialProviders, factory: ClientFactory) -> None:
        self.full_config = known.full_config
        self.create_client = factory.client
        self.ended = known.ended
