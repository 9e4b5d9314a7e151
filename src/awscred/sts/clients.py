"""botocore's clients for one run: one for each way of asking AWS, shared by all threads.

A client costs milliseconds and megabytes, and its connections are reused. Only the keys differ
between profiles, so the clients sign with the keys of the calling thread.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import botocore.exceptions as aws
from botocore.config import Config
from botocore.credentials import CredentialProvider, ReadOnlyCredentials, create_credential_resolver
from botocore.loaders import create_loader
from botocore.session import Session

from awscred.environment import chosen_region
from awscred.forms import is_region
from awscred.settings import CREDENTIAL_SETTINGS, KNOWN
from awscred.sts.answers import CAUGHT, BadEnvironmentError, BadKeysError, BadSettingError, making
from awscred.sts.limits import Bounded
from awscred.tools.cli.verdicts import Loaded
from awscred.tools.reading import Settings

THREADS = 128
"""The number of questions asked at the same time, and of connections of a client."""

_ATTEMPTS = 2
_SHARE = 0.3  # of the patience, for one attempt to connect or to read: two fit in
_ANYWHERE = "https://127.0.0.1"  # an endpoint for which a client can always be made
_HOLDS = 64  # the most factories to keep; more would mean as many regions or endpoints

# botocore logs the output of processes and, at DEBUG, session tokens: never show any of it.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


ASKED_PROFILE = "<the profile asked about>"
"""The profile name in botocore's clients, which profiles share. Error messages may quote it."""


class ClientSettings(NamedTuple):
    """The settings of a profile that decide how and where AWS is asked.

    These are its own settings, its services section, and its sso-session, without which botocore
    creates no client.
    """

    profile: Settings
    services: Mapping[str, Settings]
    sessions: Mapping[str, Settings]


_OF_THE_ROLE = ("external_id", "mfa_serial", "role_session_name", "duration_seconds")
_CLIENT_SETTING_NAMES = (
    frozenset(
        name
        for name, known in KNOWN.items()
        if (not known.tools or "boto3" in known.tools) and not name.startswith("csm_")
    )
    .difference(CREDENTIAL_SETTINGS, _OF_THE_ROLE, ("aws_account_id", "api_versions", "data_path"))
    .union(("sso_session",))
)
_FOREIGN_CLIENT_SETTING_NAMES = frozenset(
    ("region", "use_fips_endpoint", "use_dualstack_endpoint", "sts_regional_endpoints")
)
"""The settings used from a file that is not the user's own: no addresses, no certificates."""

FOREIGN_SETTINGS = _FOREIGN_CLIENT_SETTING_NAMES.union(
    ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"),
    ("role_arn", "source_profile", *_OF_THE_ROLE),
)
"""All settings used from such a file: its keys, and the roles assumed with them."""


def client_settings(settings: Settings, read: Loaded) -> ClientSettings:
    """The client settings of a profile with these settings, from files that were read."""
    return ClientSettings(
        {key: settings[key] for key in settings if key in _CLIENT_SETTING_NAMES},
        _named(settings.get("services"), read.services),
        _named(settings.get("sso_session"), read.sessions),
    )


def _named(name: object, sections: Mapping[str, Settings]) -> Mapping[str, Settings]:
    """The section that a setting names, by its name; empty if it does not exist."""
    return {name: sections[name]} if isinstance(name, str) and name in sections else {}


def require_sendable(keys: ReadOnlyCredentials) -> None:
    """Raise BadKeysError for keys that http.client would refuse with an error that quotes them.

    This includes a key with a comment attached.
    """
    for text in (keys.access_key, keys.secret_key, keys.token or "-"):
        if not (isinstance(text, str) and re.fullmatch(r"[!-~]+", text)):  # a process may give 5
            raise BadKeysError


class _ThreadKeys(threading.local):
    """Looks like botocore's credentials: the keys that the calling thread signs with."""

    method = "explicit"
    keys = ReadOnlyCredentials("", "", None)

    def load_credentials(self) -> _ThreadKeys:
        return self

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        return self.keys

    def get_deferred_property(self, _: str) -> Callable[[], None]:
        return lambda: None  # botocore asks for an account id


_SIGNING = _ThreadKeys()


class _ConfiguredSession(Session):  # type: ignore[misc]
    """A botocore session with these settings. It reads no file and none of the `unread`
    variables."""

    def __init__(
        self,
        settings: ClientSettings,
        region: str | None,
        seconds: float,
        unread: Collection[str] = (),
    ) -> None:
        variables = {name: self.SESSION_VARIABLES[name] for name in unread}
        super().__init__(
            # name: (key in the file, environment variable, default, conversion)
            {name: (key, None, *how) for name, (key, _, *how) in variables.items()}
            | {
                "config_file": (None, None, os.devnull, None),
                "credentials_file": (None, None, os.devnull, None),
                "profile": (None, None, ASKED_PROFILE, None),  # not AWS_PROFILE
            }
        )
        self._full_config = {
            "profiles": {ASKED_PROFILE: settings.profile},
            "services": settings.services,
            "sso_sessions": settings.sessions,
        }
        self.register_component("data_loader", _loader())
        self.register_component("credential_provider", _SIGNING)
        self.set_default_client_config(
            Config(
                connect_timeout=seconds,
                read_timeout=seconds,
                retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                max_pool_connections=THREADS,
            )
        )
        self.set_config_variable("region", region or _region(settings.profile))
        if str(self.get_config_variable("defaults_mode")).lower() == "auto":
            # "auto" asks the instance metadata service; without an answer, botocore also uses
            # standard
            self.set_config_variable("defaults_mode", "standard")

    @property
    def full_config(self) -> Mapping[str, Any]:
        return self._full_config


@cache
def _loader() -> Any:
    """botocore's descriptions of services, read only once."""
    return create_loader()


def _region(settings: Settings) -> object:
    """The region to ask: the profile's, or the environment's, or us-east-1.

    Unlike in botocore, the profile comes before the environment: the region decides the partition,
    and the environment must not decide whose key it is.
    """
    if "region" in settings:
        return settings["region"]
    return chosen_region(os.environ) or "us-east-1"


def _region_variable(settings: Settings) -> str | None:
    """The environment variable that the region comes from; None if it comes from the profile."""
    names = () if "region" in settings else ("AWS_REGION", "AWS_DEFAULT_REGION")
    return next((name for name in names if os.environ.get(name)), None)


def _endpoint_variable() -> str | None:
    """The environment variable that sets the endpoint of STS, whatever the profile says."""
    names = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")
    return next((name for name in names if os.environ.get(name)), None)


class Host:
    """A host that is asked: whether it has ever answered, and the error if it has not."""

    def __init__(self) -> None:
        self.answered = False
        self.fault: Exception | None = None


class _Source(CredentialProvider):  # type: ignore[misc]
    """A source that `credential_source` names. If it fails, it has no credentials.

    The fault is then the environment's, the container's or the instance's, never the profile's.
    """

    def __init__(self, provider: CredentialProvider) -> None:
        self.METHOD = provider.METHOD
        self.CANONICAL_NAME = provider.CANONICAL_NAME
        self._provider = provider

    def load(self) -> Any:
        try:
            found = self._provider.load()
            if found is not None:
                require_sendable(found.get_frozen_credentials())
        except CAUGHT:
            raise aws.CredentialRetrievalError(provider=self.METHOD, error_msg="") from None
        return found


class _ClientKey(NamedTuple):
    """What distinguishes the clients of a profile."""

    service: str
    region: str | None
    signature: object


class ClientFactory:
    """Creates clients for some settings, when they are needed."""

    def __init__(self, session: _ConfiguredSession, run: Clients, settings: ClientSettings) -> None:
        self._session = session
        self._run = run
        self._settings = settings
        self._clients: dict[_ClientKey, Any] = {}
        resolver = create_credential_resolver(session)
        container, instance = map(resolver.get_provider, ("container-role", "iam-role"))
        for fetcher in (container._fetcher, instance._role_fetcher):
            fetcher._session = Bounded(fetcher._session)  # no public way
        self.sources: list[CredentialProvider] = [
            _Source(resolver.get_provider(name)) for name in ("env", "container-role", "iam-role")
        ]
        """What `credential_source` may name: the environment, a container, an EC2 instance."""

    def client(self, service: str, **given: Any) -> Any:
        """A client that signs with the given keys in this thread; arguments as botocore's
        `create_client`."""
        config = given.get("config")
        key = _ClientKey(
            service,
            given.get("region_name") or getattr(config, "region_name", None),
            getattr(config, "signature_version", None),
        )
        with self._run.lock:
            if key not in self._clients:
                with self._run.making():
                    client = self._session.create_client(
                        service, region_name=given.get("region_name"), config=config
                    )
                self._run.watch(client)
                self._clients[key] = client
        client = self._clients[key]
        if "aws_access_key_id" in given:  # otherwise the client signs nothing
            keys = ReadOnlyCredentials(
                given["aws_access_key_id"],
                given["aws_secret_access_key"],
                given.get("aws_session_token"),
            )
            require_sendable(keys)
            _SIGNING.keys = keys
        return client

    create_client = client  # botocore's providers call it by this name

    @property
    def region(self) -> str:
        """The region where AWS is asked."""
        return str(self._session.get_config_variable("region"))

    def check_region(self) -> None:
        """Refuse a region that cannot exist: botocore would look up sts.eu-central.amazonaws.com.

        If an endpoint is configured (`endpoint_url`), the region is only a name. Raises
        InvalidRegionError, or BadEnvironmentError if the environment is to blame.
        """
        region = self._session.get_config_variable("region")
        try:
            if not region or not isinstance(region, str):
                raise aws.InvalidRegionError(region_name=region)
            with self._run.making():  # the URL may have an invalid port
                url = self.client("sts").meta.endpoint_url
            if not is_region(region) and f".{region}." in url:
                raise aws.InvalidRegionError(region_name=region)
        except aws.InvalidRegionError:
            variable = _region_variable(self._settings.profile)
            if variable is None:
                raise
            raise BadEnvironmentError(variable) from None
        except BadSettingError:
            variable = _endpoint_variable()
            if variable is None or not self._works_at(_ANYWHERE):
                raise
            raise BadEnvironmentError(variable) from None

    def _works_at(self, url: str) -> bool:
        """Whether a client can be created for this address instead of the configured one."""
        try:
            with making():
                self._session.create_client("sts", endpoint_url=url)
        except (BadSettingError, aws.BotoCoreError):
            return False
        return True

    def in_default_region(self) -> ClientFactory | None:
        """The factory for the region that every account of the partition may use; None if it is
        this one.

        A region that an account has not enabled refuses the account's keys.
        """
        region = self._session.get_config_variable("region")
        for partition in _loader().load_data("partitions")["partitions"]:
            if region in partition["regions"] or re.match(partition["regionRegex"], region):
                default = str(partition["outputs"]["implicitGlobalRegion"])
                return None if default == region else self._run.factory(self._settings, default)
        return None


def _works_without(unread: Collection[str]) -> bool:
    """Whether a client can be created if these environment variables are not read."""
    try:
        with making():
            session = _ConfiguredSession(ClientSettings({}, {}, {}), "us-east-1", 1, unread)
            create_credential_resolver(session)
            session.create_client("sts", endpoint_url=_ANYWHERE)
    except (BadSettingError, aws.BotoCoreError):
        return False
    return True


class Clients:
    """The clients of one run. `debug` gets a line for every request and every answer.

    `patience` is in seconds; a connection or an answer may take a share of it.
    """

    def __init__(self, patience: float, debug: Callable[[str], None] | None = None) -> None:
        self.lock = threading.RLock()
        self._seconds = patience * _SHARE
        self._debug = debug
        self._factories: dict[str, ClientFactory] = {}
        self._hosts: dict[str, Host] = {}

    def factory(self, settings: ClientSettings, region: str | None = None) -> ClientFactory:
        """The factory for these settings, in another region if one is given."""
        key = repr((region, sorted(settings.profile.items()), settings.services, settings.sessions))
        with self.lock:
            if key not in self._factories:
                if len(self._factories) >= _HOLDS:
                    self._factories.clear()
                with self.making():
                    session = _ConfiguredSession(settings, region, self._seconds)
                    self._factories[key] = ClientFactory(session, self, settings)
            return self._factories[key]

    @contextmanager
    def making(self) -> Iterator[None]:
        """While a client is created: if the environment is to blame, the error names the
        variable."""
        try:
            with making():
                yield
        except (BadSettingError, aws.BotoCoreError):
            if self._bad_variable is None:
                raise
            raise BadEnvironmentError(self._bad_variable) from None
        except OSError as error:  # perhaps about the file to which Python's TLS writes keys
            if error.filename is None or error.filename != os.environ.get("SSLKEYLOGFILE"):
                raise
            raise BadEnvironmentError("SSLKEYLOGFILE") from None

    @cached_property
    def _bad_variable(self) -> str | None:
        """The first environment variable that makes every client fail, whatever the profile."""
        variables = {
            name: variable
            for name, (_, variable, *_) in Session.SESSION_VARIABLES.items()
            if isinstance(variable, str) and variable in os.environ
        }
        others = {variable: variables.keys() - {name} for name, variable in variables.items()}
        return next((name for name, unread in others.items() if not _works_without(unread)), None)

    def host(self, url: str) -> Host:
        """The record of the host and port of a URL."""
        parts = urlsplit(url)
        with self.lock:
            return self._hosts.setdefault(f"{parts.hostname}:{parts.port}", Host())

    def watch(self, client: Any) -> None:
        """Record whether the client's host answers, and log requests and answers.

        A host that has never answered is not asked again: its first error is raised. That happens
        only before a request is sent, so that a missing login is found even if the host is silent.
        """
        url = client.meta.endpoint_url
        host = self.host(url)
        where = f"{url} ({client.meta.region_name})"

        def calling(**_: Any) -> None:
            if host.fault is not None and not host.answered:
                raise host.fault.with_traceback(None)

        def sending(event_name: str, **_: Any) -> None:
            self._tell(f"{event_name.rpartition('.')[2]}: asking {where}")

        def received(
            event_name: str,
            response_dict: Mapping[str, Any] | None,
            parsed_response: Mapping[str, Any] | None,
            exception: Exception | None,
            **_: Any,
        ) -> None:
            host.answered = host.answered or response_dict is not None
            said = (
                f"{type(exception).__name__}" if response_dict is None else _said(parsed_response)
            )
            self._tell(f"{event_name.rpartition('.')[2]}: {said}, from {where}")

        client.meta.events.register("before-call", calling)
        client.meta.events.register("before-send", sending)
        client.meta.events.register("response-received", received)
        _load_certificates_once(client)
        client._endpoint.http_session = Bounded(client._endpoint.http_session)  # no public way

    def _tell(self, line: str) -> None:
        if self._debug is not None:
            self._debug(line)

    def silent(self, error: Exception) -> None:
        """Record a network error, so that a host that never answered is not asked again.

        A hung endpoint then costs one timeout, not one for each profile. TLS errors are not
        recorded, because each profile may have its own certificates.
        """
        url = getattr(error, "kwargs", {}).get("endpoint_url")
        of_the_address = isinstance(error, aws.ReadTimeoutError | aws.ConnectionError)
        if of_the_address and url and not isinstance(error, aws.SSLError):
            self.host(str(url)).fault = error


def _said(parsed: Mapping[str, Any] | None) -> str:
    """A summary of an answer: its HTTP status and error code."""
    answer = parsed or {}
    code = answer.get("Error", {}).get("Code")
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", "unreadable")
    return f"HTTP {status} {str(code)[:100]}" if code else f"HTTP {status}"


def _load_certificates_once(client: Any) -> None:
    """Make a client read its certificates only for its first connection (18 ms each time).

    botocore's context is private. If it has moved, everything still works, but more slowly.
    """
    with suppress(AttributeError, KeyError):
        context = client._endpoint.http_session._manager.connection_pool_kw["ssl_context"]
        once, lock = cache(context.load_verify_locations), threading.Lock()

        def load(*source: object) -> None:
            with lock:  # otherwise threads that start together would all read them
                once(*source)

        context.load_verify_locations = load
