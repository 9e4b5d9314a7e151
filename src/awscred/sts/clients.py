"""botocore's clients for one run: one for each way of asking AWS, shared by all threads.

A client costs milliseconds and megabytes, and its connections are worth keeping; only the keys
differ from one profile to the next. So the clients sign with what the calling thread asks about.
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

from awscred.forms import is_region
from awscred.settings import CREDENTIAL_SETTINGS, KNOWN
from awscred.sts.answers import CAUGHT, BadEnvironmentError, BadKeysError, BadSettingError, making
from awscred.sts.limits import Bounded
from awscred.tools.cli.verdicts import Loaded
from awscred.tools.reading import Settings

THREADS = 128
"""Questions that are asked at the same time, and so connections of a client."""

_ATTEMPTS = 2
_SHARE = 0.3  # of the patience, for one attempt to connect or to be answered: two fit in
_ANYWHERE = "https://127.0.0.1"  # an endpoint that a client can be made for
_HOLDS = 64  # ways of asking that are kept; more would be a file of as many regions or endpoints

# botocore logs what processes write and, at DEBUG, session tokens: none of it is ours to show.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


ASKED_PROFILE = "<the profile asked about>"
"""The name of every profile to botocore's clients, which profiles share; it may quote it."""


class ClientSettings(NamedTuple):
    """What of a profile decides how and where AWS is asked.

    Settings of the `profile`, its services section, and its sso-session, without which botocore
    makes no client.
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
"""What a file that is not the user's own may decide: no address, no certificates."""

FOREIGN_SETTINGS = _FOREIGN_CLIENT_SETTING_NAMES.union(
    ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"),
    ("role_arn", "source_profile", *_OF_THE_ROLE),
)
"""What is used of such a file: its keys, and the roles that these assume."""


def client_settings(settings: Settings, read: Loaded) -> ClientSettings:
    """Those of a profile with those settings, in files that were read."""
    return ClientSettings(
        {key: settings[key] for key in settings if key in _CLIENT_SETTING_NAMES},
        _named(settings.get("services"), read.services),
        _named(settings.get("sso_session"), read.sessions),
    )


def _named(name: object, sections: Mapping[str, Settings]) -> Mapping[str, Settings]:
    """The section that a setting names, by its name; none where there is none."""
    return {name: sections[name]} if isinstance(name, str) and name in sections else {}


def require_sendable(keys: ReadOnlyCredentials) -> None:
    """Raise BadKeysError for keys that http.client would refuse, quoting the whole header.

    Also for comments glued to a key.
    """
    for text in (keys.access_key, keys.secret_key, keys.token or "-"):
        if not (isinstance(text, str) and re.fullmatch(r"[!-~]+", text)):  # a process may give 5
            raise BadKeysError


class _ThreadKeys(threading.local):
    """As botocore's credentials: those that the calling thread signs with."""

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
    """A botocore session with these settings, that reads no file, nor the `unread` variables."""

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
            # which asks the instance metadata service, and botocore does without an answer as here
            self.set_config_variable("defaults_mode", "standard")

    @property
    def full_config(self) -> Mapping[str, Any]:
        return self._full_config


@cache
def _loader() -> Any:
    """botocore's descriptions of services, read once and kept."""
    return create_loader()


def _region(settings: Settings) -> object:
    """Where to ask: as the profile says, as the environment says, else us-east-1.

    Unlike in botocore the profile goes before the environment: the region decides the partition,
    and the environment must not decide whose key it is.
    """
    if "region" in settings:
        return settings["region"]
    return region_of_environment() or "us-east-1"


def region_of_environment() -> str | None:
    """The region that the environment names for the AWS CLI."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None


def _region_variable(settings: Settings) -> str | None:
    """The environment variable that the region is from, if it is not from the profile."""
    names = () if "region" in settings else ("AWS_REGION", "AWS_DEFAULT_REGION")
    return next((name for name in names if os.environ.get(name)), None)


def _endpoint_variable() -> str | None:
    """The environment variable that gives STS's endpoint, whatever the profile says."""
    names = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")
    return next((name for name in names if os.environ.get(name)), None)


class Host:
    """An address that is asked: whether it has ever answered, and what went wrong if not."""

    def __init__(self) -> None:
        self.answered = False
        self.fault: Exception | None = None


class _Source(CredentialProvider):  # type: ignore[misc]
    """What `credential_source` names; where it stumbles, there are no credentials in it.

    That is the fault of the environment, the container or the instance, never of the profile.
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
    """What tells a profile's clients apart."""

    service: str
    region: str | None
    signature: object


class ClientFactory:
    """Makes the clients for some settings, when they are needed."""

    def __init__(self, session: _ConfiguredSession, run: Clients, settings: ClientSettings) -> None:
        self._session = session
        self._run = run
        self._settings = settings
        self._clients: dict[_ClientKey, Any] = {}
        resolver = create_credential_resolver(session)
        container, instance = map(resolver.get_provider, ("container-role", "iam-role"))
        for fetcher in (container._fetcher, instance._role_fetcher):
            fetcher._session = Bounded(fetcher._session)  # there is no public way
        self.sources: list[CredentialProvider] = [
            _Source(resolver.get_provider(name)) for name in ("env", "container-role", "iam-role")
        ]
        """What `credential_source` may name: the environment, a container, an EC2 instance."""

    def client(self, service: str, **given: Any) -> Any:
        """A client that signs with the keys given, in this thread; botocore's `create_client`."""
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
        if "aws_access_key_id" in given:  # else the client signs nothing
            keys = ReadOnlyCredentials(
                given["aws_access_key_id"],
                given["aws_secret_access_key"],
                given.get("aws_session_token"),
            )
            require_sendable(keys)
            _SIGNING.keys = keys
        return client

    create_client = client  # as botocore's providers call it

    @property
    def region(self) -> str:
        """Where AWS is asked."""
        return str(self._session.get_config_variable("region"))

    def check_region(self) -> None:
        """Refuse a region that cannot exist; botocore would look up sts.eu-central.amazonaws.com.

        Where an endpoint is configured (`endpoint_url`), the region is only a name.
        """
        region = self._session.get_config_variable("region")
        try:
            if not region or not isinstance(region, str):
                raise aws.InvalidRegionError(region_name=region)
            with self._run.making():  # the URL may have a port that is none
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
        """Whether a client can be made for that address, instead of the configured one."""
        try:
            with making():
                self._session.create_client("sts", endpoint_url=url)
        except (BadSettingError, aws.BotoCoreError):
            return False
        return True

    def in_default_region(self) -> ClientFactory | None:
        """The same in the region that every account of the partition may use; None if it is this.

        A region that an account has not switched on does not know its keys.
        """
        region = self._session.get_config_variable("region")
        for partition in _loader().load_data("partitions")["partitions"]:
            if region in partition["regions"] or re.match(partition["regionRegex"], region):
                default = str(partition["outputs"]["implicitGlobalRegion"])
                return None if default == region else self._run.factory(self._settings, default)
        return None


def _works_without(unread: Collection[str]) -> bool:
    """Whether a client can be made where those variables of the environment are not read."""
    try:
        with making():
            session = _ConfiguredSession(ClientSettings({}, {}, {}), "us-east-1", 1, unread)
            create_credential_resolver(session)
            session.create_client("sts", endpoint_url=_ANYWHERE)
    except (BadSettingError, aws.BotoCoreError):
        return False
    return True


class Clients:
    """The clients of one run. `debug` gets a line for every request and every answer."""

    def __init__(self, patience: float, debug: Callable[[str], None] | None = None) -> None:
        self.lock = threading.RLock()
        self._seconds = patience * _SHARE
        self._debug = debug
        self._factories: dict[str, ClientFactory] = {}
        self._hosts: dict[str, Host] = {}

    def factory(self, settings: ClientSettings, region: str | None = None) -> ClientFactory:
        """What makes the clients for those settings, in another region if one is given."""
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
        """Where a client is made: no profile is to blame for what the environment says."""
        try:
            with making():
                yield
        except (BadSettingError, aws.BotoCoreError):
            if self._bad_variable is None:
                raise
            raise BadEnvironmentError(self._bad_variable) from None
        except OSError as error:  # perhaps of the file that Python's TLS writes to
            if error.filename is None or error.filename != os.environ.get("SSLKEYLOGFILE"):
                raise
            raise BadEnvironmentError("SSLKEYLOGFILE") from None

    @cached_property
    def _bad_variable(self) -> str | None:
        """The first environment variable that no client can be made with, for whatever profile."""
        variables = {
            name: variable
            for name, (_, variable, *_) in Session.SESSION_VARIABLES.items()
            if isinstance(variable, str) and variable in os.environ
        }
        others = {variable: variables.keys() - {name} for name, variable in variables.items()}
        return next((name for name, unread in others.items() if not _works_without(unread)), None)

    def host(self, url: str) -> Host:
        """The host and port of a URL."""
        parts = urlsplit(url)
        with self.lock:
            return self._hosts.setdefault(f"{parts.hostname}:{parts.port}", Host())

    def watch(self, client: Any) -> None:
        """Remember whether the client's host answers, and tell what is asked and answered.

        A host that has never answered anybody is not asked again: its first fault is raised. Only
        when a request is about to be sent, so that what needs no request, such as a missing login,
        is found whether or not the host answers.
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
        """Take note of a fault of the network: an address that never answered is not asked again.

        So a hung endpoint costs its time-out once, not once for every profile. Whom to trust is
        another matter: each profile may have certificates of its own.
        """
        url = getattr(error, "kwargs", {}).get("endpoint_url")
        of_the_address = isinstance(error, aws.ReadTimeoutError | aws.ConnectionError)
        if of_the_address and url and not isinstance(error, aws.SSLError):
            self.host(str(url)).fault = error


def _said(parsed: Mapping[str, Any] | None) -> str:
    """What an answer was, in a word or two."""
    answer = parsed or {}
    code = answer.get("Error", {}).get("Code")
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", "unreadable")
    return f"HTTP {status} {str(code)[:100]}" if code else f"HTTP {status}"


def _load_certificates_once(client: Any) -> None:
    """Let a client read its certificates for its first connection only (18 ms each time).

    Where botocore keeps the context is its own affair: where it is no longer there, all still
    works, at the old speed.
    """
    with suppress(AttributeError, KeyError):
        context = client._endpoint.http_session._manager.connection_pool_kw["ssl_context"]
        once, lock = cache(context.load_verify_locations), threading.Lock()

        def load(*source: object) -> None:
            with lock:  # or the threads that begin together would all read them
                once(*source)

        context.load_verify_locations = load
