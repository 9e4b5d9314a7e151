"""Who is this? AWS's answer (GetCallerIdentity) for keys, a profile, a role or a process.

The only module that talks to AWS, and the only one that imports botocore. It prints nothing and
asks nothing; what it hands out holds no secret. Each `identify_*` answers with one `Identity`; its
status says what was learnt: "ok", "refused" (AWS says no), "broken" (these settings cannot give
credentials) or "unknown" (could not find out). Only what AWS itself said makes "refused", only what
the settings say makes "broken"; every doubt is "unknown".

It calls botocore directly, as boto3's layer costs 70 ms more. Facts about botocore are from reading
1.43 and 1.44 and are held by tests/test_sts.py; facts about AWS are from its documentation of STS.
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from typing import Any, Literal, TypeAlias, TypeVar
from urllib.parse import urlsplit

import botocore.exceptions as aws
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    Credentials,
    ProcessProvider,
    ReadOnlyCredentials,
)
from botocore.parsers import ResponseParserError
from botocore.session import Session

TIMEOUT_SECONDS = 3  # to connect, and to wait for an answer
ATTEMPTS = 2  # so that no answer at all takes about 7 s
SIGNATURE_RETRY_SECONDS = 6.0  # AWS remembers a wrong signature for about 5 s
PARALLEL = 64  # connections of the client that `identify_keys` shares between threads

# botocore logs what processes write and, at DEBUG, session tokens: none of it is ours to show.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

Status: TypeAlias = Literal["ok", "refused", "broken", "unknown"]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Keys:
    """A key pair, perhaps temporary. Its repr shows nothing: people paste the secret as the id."""

    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no identity: a stable code, what happened, what to do next; one line each."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Identity:
    """AWS's answer. `type` is "root", "user", "assumed-role", "sso" or "federated-user"."""

    profile: str | None
    status: Status
    account: str | None = None
    arn: str | None = None
    user_id: str | None = None
    type: str | None = None
    partition: str | None = None
    error: Problem | None = None


# ---- the questions ------------------------------------------------------------------------------


def identify_keys(keys: Keys, region: str | None = None) -> Identity:
    """Whose are these keys? Reads neither of the user's files.

    Threads may call it at the same time: they share one client, and so its connections.
    """

    def call(session: Session) -> Identity:
        _check(keys)
        with _LOCK:
            client = _shared_client(session)
        _SIGNING.keys = keys
        return _caller(client)

    def open_session(again: str | None, attempts: int) -> Session:
        with _LOCK:
            return _shared_session(again or region, attempts, _surroundings())

    identity = _answer(None, lambda: _twice(open_session, call))
    if region is None and identity.error and identity.error.code == "InvalidClientTokenId":
        hint = f"{identity.error.hint} Keys of GovCloud (US) and China need --region."
        return replace(identity, error=replace(identity.error, hint=hint))
    return identity


def identify_profile(
    name: str, *, config: str, credentials: str, ask_mfa: Callable[[str], str] | None
) -> Identity:
    """Who is this profile of these two files? Its own credentials, however botocore gets them.

    `ask_mfa` gets botocore's prompt (it quotes mfa_serial as the file has it) and gives the code;
    what it raises goes through to the caller. A credential_process is run. No environment variable
    chooses the credentials, except through `credential_source` in the profile.
    """
    prompter = _Prompter(ask_mfa)
    open_session = _opener(name, config, credentials, None, prompter)
    return _answer(name, lambda: _resolve_and_call(open_session, _own_keys), prompter)


def identify_role(
    role_arn: str,
    source_profile: str,
    *,
    mfa_serial: str | None,
    region: str | None,
    config: str,
    credentials: str,
    ask_mfa: Callable[[str], str] | None,
) -> Identity:
    """Who would a role profile be that is not written yet? Assumes it from `source_profile`."""
    prompter = _Prompter(ask_mfa)

    def assume(session: Session) -> Keys:
        fetcher = AssumeRoleCredentialFetcher(
            client_creator=session.create_client,
            source_credentials=_find(session),
            role_arn=role_arn,
            extra_args={"SerialNumber": mfa_serial} if mfa_serial else {},
            mfa_prompter=prompter,
        )
        with _login_named(session):
            found = fetcher.fetch_credentials()
        return Keys(found["access_key"], found["secret_key"], found["token"])

    open_session = _opener(source_profile, config, credentials, region, prompter)
    return _answer(None, lambda: _resolve_and_call(open_session, assume), prompter)


def identify_process(command: str, *, region: str | None) -> Identity:
    """Who would a profile be whose credential_process is `command`? Runs it as botocore does."""
    profiles = {"profiles": {"new": {"credential_process": command}}}

    def run(_: Session) -> Keys:
        with _reading():
            return _freeze(ProcessProvider("new", lambda: profiles).load())

    open_session = _opener(None, os.devnull, os.devnull, region, _Prompter(None))
    return _answer(None, lambda: _resolve_and_call(open_session, run))


_ARN = re.compile(
    r"arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):"
    r"(?:(root)|(?:(user|federated-user)/|(assumed-role)/(AWSReservedSSO_)?).+)"
)


def parse_arn(arn: str) -> tuple[str, str, str] | None:
    """(partition, account, type) of an ARN as GetCallerIdentity gives it; None for anything else.

    IAM Identity Center names the roles it makes AWSReservedSSO_PERMISSIONSET_HASH: type "sso".
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        return None
    partition, account, root, user, role, sso = found.groups()
    return partition, account, root or user or ("sso" if sso else role)


# ---- asking botocore ----------------------------------------------------------------------------

_Open: TypeAlias = Callable[["str | None", int], Session]  # (other region, attempts) -> session


class _Prompter:
    """Gives botocore the user's MFA code, and remembers what the user's side raised."""

    def __init__(self, ask: Callable[[str], str] | None) -> None:
        self._ask = ask
        self.raised: Exception | None = None

    def __call__(self, prompt: str) -> str:
        if self._ask is None:
            raise _NeedsMfaCodeError
        try:
            return self._ask(prompt).strip()
        except Exception as error:  # any: ours only to recognise later, never to judge
            self.raised = error
            raise


def _opener(
    profile: str | None, config: str, credentials: str, region: str | None, prompter: _Prompter
) -> _Open:
    """How to open sessions that see only these files, and only `profile` in them."""

    @cache
    def open_session(again: str | None, attempts: int) -> Session:
        session = Session(
            {  # name: (key in the file, environment variable, default, conversion)
                "config_file": (None, None, config, None),
                "credentials_file": (None, None, credentials, None),
                "profile": (None, None, None, None),  # not AWS_PROFILE
            },
            profile=profile,
        )
        session.set_default_client_config(  # also of the clients botocore makes to assume roles
            Config(
                connect_timeout=TIMEOUT_SECONDS,
                read_timeout=TIMEOUT_SECONDS,
                retries={"total_max_attempts": attempts, "mode": "standard"},
                max_pool_connections=PARALLEL,
            )
        )
        with _reading():
            session.set_config_variable("region", again or _region(session, region))
            _check_region(session)
            providers = session.get_component("credential_provider")
            for method in ("env", "ec2-credentials-file", "boto", "container-role", "iam-role"):
                providers.remove(method)
            providers.get_provider("assume-role")._prompter = prompter  # no public way
        return session

    return open_session


def _region(session: Session, given: str | None) -> str:
    """Where to ask: as told, as the profile says, as the environment says, else us-east-1.

    Unlike in botocore the profile goes before the environment: the region decides the partition,
    and the environment must not decide whose key it is.
    """
    own = given if given is not None else session.get_scoped_config().get("region")
    if own is not None:
        return str(own)
    environment = os.environ
    return environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"


def _check_region(session: Session) -> None:
    """Refuse a region that cannot exist; botocore would look up sts.eu-central.amazonaws.com.

    Where an endpoint is configured (`endpoint_url`), the region is only a name.
    """
    region = session.get_config_variable("region")
    if not region:
        raise aws.InvalidRegionError(region_name=region)
    client = session.create_client("sts", config=Config(signature_version=UNSIGNED))
    shaped = re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d+", region)
    if not shaped and f".{region}." in client.meta.endpoint_url:
        raise aws.InvalidRegionError(region_name=region)


def _default_region(session: Session, region: str) -> str:
    """The region that every account of this region's partition may use."""
    partitions = session.get_component("data_loader").load_data("partitions")["partitions"]
    for partition in partitions:
        if region in partition["regions"] or re.match(partition["regionRegex"], region):
            return str(partition["outputs"]["implicitGlobalRegion"])
    return region


def _resolve_and_call(open_session: _Open, resolve: Callable[[Session], Keys]) -> Identity:
    """First the credentials, then whose they are; each has its own second try."""
    keys = _twice(open_session, resolve)
    _check(keys)

    def call(session: Session) -> Identity:
        return _caller(
            session.create_client(
                "sts",
                aws_access_key_id=keys.access_key_id,
                aws_secret_access_key=keys.secret_access_key,
                aws_session_token=keys.session_token,
            )
        )

    return _twice(open_session, call)


def _twice(open_session: _Open, work: Callable[[Session], _T]) -> _T:
    """`work`, and again where AWS's first no may be wrong: the second answer counts.

    A region that the account has not switched on does not know its keys (InvalidClientTokenId).
    """
    session = open_session(None, ATTEMPTS)
    region = again = session.get_config_variable("region")
    try:
        return work(session)
    except aws.ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code == "SignatureDoesNotMatch" and not _is_about_clock(error):
            time.sleep(SIGNATURE_RETRY_SECONDS)
        elif code == "InvalidClientTokenId":
            again = _default_region(session, region)
            if again == region:
                raise
        else:
            raise
    return work(open_session(again, 1))


def _caller(client: Any) -> Identity:
    """GetCallerIdentity, which needs no permission. KeyError: a 200 that is not from AWS."""
    answer = client.get_caller_identity()
    account, arn, user_id = str(answer["Account"]), str(answer["Arn"]), str(answer["UserId"])
    partition, _, kind = parse_arn(arn) or (None, None, None)
    return Identity(None, "ok", account, arn, user_id, kind, partition)


def _own_keys(session: Session) -> Keys:
    found = _find(session)
    with _login_named(session):
        return _freeze(found)


def _find(session: Session) -> Credentials:
    """The profile's credentials; a role is not assumed yet, a process has run."""
    with _reading(), _login_named(session):
        found = session.get_credentials()
    if found is None:
        raise aws.NoCredentialsError
    return found


def _freeze(found: Credentials) -> Keys:
    """The keys themselves: now roles are assumed and tokens used."""
    if found.method == ProcessProvider.METHOD:
        with _reading():
            frozen = found.get_frozen_credentials()
    else:
        frozen = found.get_frozen_credentials()
    return Keys(frozen.access_key, frozen.secret_key, frozen.token)


class _ThreadKeys(threading.local):
    """As botocore's credentials: those of the question that the calling thread asks."""

    method = "explicit"
    keys: Keys

    def load_credentials(self) -> _ThreadKeys:
        return self

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        keys = self.keys
        return ReadOnlyCredentials(keys.access_key_id, keys.secret_access_key, keys.session_token)

    def get_deferred_property(self, _: str) -> Callable[[], None]:
        return lambda: None  # botocore asks for an account id


_SIGNING = _ThreadKeys()
_LOCK = threading.Lock()


def _surroundings() -> tuple[tuple[str, str], ...]:
    """The environment that a client keeps from when it was made."""
    names = re.compile(r"(?i)AWS_(ENDPOINT|CA_BUNDLE|(DEFAULT_)?REGION|USE_|IGNORE_).*|.*_PROXY")
    return tuple(sorted(item for item in os.environ.items() if names.fullmatch(item[0])))


@lru_cache(maxsize=8)
def _shared_session(region: str | None, attempts: int, _: tuple[tuple[str, str], ...]) -> Session:
    session = _opener(None, os.devnull, os.devnull, region, _Prompter(None))(None, attempts)
    session.register_component("credential_provider", _SIGNING)
    return session


@lru_cache(maxsize=8)
def _shared_client(session: Session) -> Any:
    return session.create_client("sts")


# ---- what an answer means -----------------------------------------------------------------------


class _NeedsMfaCodeError(Exception):
    """Raised where botocore wants a code and there is nobody to ask."""


class _NeedsLoginError(Exception):
    """The argument is the command that logs in."""


class _BadSettingError(Exception):
    """botocore stumbled over a setting. Nothing of the cause is kept."""


class _BadProcessError(Exception):
    """botocore stumbled over what a process printed. The cause would carry the whole output."""


class _BadKeysError(Exception):
    """These cannot be sent."""


@contextmanager
def _reading() -> Iterator[None]:
    """Where botocore reads settings or a process's output: its stumbling means they are wrong."""
    try:
        yield
    except aws.CredentialRetrievalError as error:
        if error.kwargs["provider"] == ProcessProvider.METHOD:  # and the message is its stderr
            raise _BadProcessError from None
        raise
    except (aws.BotoCoreError, RecursionError):
        raise  # some are ValueErrors or RuntimeErrors, too
    except (ValueError, IndexError, TypeError, AttributeError, RuntimeError) as error:
        # as they are: int(), shlex.split(), an empty command, an endpoint's URL; of subclasses or
        # other types: json, decoding, dates, missing fields, credentials that have expired already
        raise (
            _BadSettingError if type(error) in (ValueError, IndexError) else _BadProcessError
        ) from None


@contextmanager
def _login_named(session: Session) -> Iterator[None]:
    """Where a login is missing, name the profile at the chain's end: it is the one to log in."""
    try:
        yield
    except (aws.SSOError, aws.TokenRetrievalError, aws.LoginError) as error:
        profiles, name, seen = session.full_config["profiles"], session.profile, set()
        while name not in seen and profiles.get(name, {}).get("source_profile") in profiles:
            seen.add(name)
            name = profiles[name]["source_profile"]
        login = "login" if isinstance(error, aws.LoginError) else "sso login"
        raise _NeedsLoginError(f"aws {login} --profile {shlex.quote(name)}") from None


def _check(keys: Keys) -> None:
    """Refuse what http.client would refuse, quoting the whole header; and comments glued on."""
    for text in (keys.access_key_id, keys.secret_access_key, keys.session_token or "-"):
        if not (isinstance(text, str) and re.fullmatch(r"[!-~]+", text)):  # a process may give 5
            raise _BadKeysError


# The next two tables are for reading, so they keep their shape.
# fmt: off
_VALIDATE = "Run `awscred validate`."
_LATER = "Try again in a minute."
_BETWEEN = "Check proxy and VPN, and open a web page: the network may want a login."

# What AWS says, by "operation:code" or code. Anything else that AWS says is unknown.
_ANSWERS: dict[str, tuple[Status, str, str]] = {
    "InvalidClientTokenId": ("refused", "AWS does not know this access key.",
        "It may be mistyped, deleted or inactive. ASIA keys need a session token, AKIA keys none."),
    "SignatureDoesNotMatch": ("refused",
        "AWS knows the access key, but the secret does not belong to it.",
        "Enter the secret access key again, or create a new key."),
    "ExpiredToken": ("refused", "The temporary credentials have expired.",
        "Get new ones where these came from."),
    "AccessDenied": ("refused", "AWS does not give this profile its role: {message}",
        "Check role_arn, the role's trust policy, mfa_serial, and the permission to assume it."),
    "GetCallerIdentity:AccessDenied": ("unknown",  # which needs no permission
        "Something on the way to AWS does not let the question through: {message}",
        "Ask who runs the network: a VPC endpoint policy or a firewall may forbid it."),
    "ForbiddenException": ("refused", "The role is not yours in this account: {message}",
        "Check sso_account_id and sso_role_name."),
    "ValidationError": ("refused", "AWS does not accept the role's settings: {message}",
        "Check role_arn, mfa_serial, duration_seconds and role_session_name."),
    "InvalidIdentityToken": ("refused", "AWS does not accept the web identity token: {message}",
        "Check web_identity_token_file and the role's identity provider."),
    "RegionDisabledException": ("unknown", "STS is switched off for this account in this region.",
        "Choose another region, or have it switched on in the IAM console."),
    "OptInRequired": ("unknown", "This account is not activated, or not in this region.",
        "Choose another region, or finish the account's registration."),
}
_ALIASES = {
    "ExpiredTokenException": "ExpiredToken",
    "AccessDeniedException": "AccessDenied",
    "ResourceNotFoundException": "ForbiddenException",
    "IDPRejectedClaim": "InvalidIdentityToken",
}

# What botocore says (or this module); the first that fits. Where botocore's words hold names and
# paths only, "{error}" quotes them.
_Kinds: TypeAlias = "type[Exception] | tuple[type[Exception], ...]"
_FAILURES: tuple[tuple[_Kinds, Status, str, str, str], ...] = (
    (aws.ProfileNotFound, "broken", "ProfileNotFound", "{error}.",
        "Run `awscred list` to see the profiles."),
    (aws.ConfigParseError, "broken", "FileUnreadable", "{error}.",
        "Run `awscred validate` to see the line."),
    (aws.NoCredentialsError, "broken", "NoCredentials", "The profile has no credentials.",
        "Give it keys, a role or another source; `awscred add` makes a new profile."),
    ((aws.PartialCredentialsError, aws.InvalidConfigError), "broken", "BadProfile", "{error}.",
        _VALIDATE),
    (RecursionError, "broken", "RoleChainTooLong", "The chain of source_profile is too long.",
        "Let the profile start nearer to the keys."),
    (aws.InvalidRegionError, "broken", "InvalidRegion", "This cannot be a region of AWS: {region}",
        "Use a region's code, such as eu-central-1."),
    ((aws.ValidationError, aws.ParamValidationError, aws.InvalidRetryConfigurationError,
      aws.InvalidIMDSEndpointError, aws.InvalidIMDSEndpointModeError, aws.InvalidDefaultsMode,
      aws.InvalidEndpointConfigurationError, aws.InvalidSTSRegionalEndpointsConfigError,
      aws.InvalidChecksumConfigError, aws.EndpointProviderError, aws.EndpointVariantError),
        "broken", "BadSetting", "{error}.", _VALIDATE),
    (_BadSettingError, "broken", "BadSetting", "A setting has a value that AWS tools cannot read.",
        _VALIDATE),
    (_BadKeysError, "broken", "MalformedKey",
        "One of the keys is empty or has a character that no AWS key has.", "Enter them again."),
    (_BadProcessError, "broken", "BadProcess",
        "credential_process failed, or did not print usable credentials as AWS tools expect them.",
        "Run the command by hand to see what it prints."),
    ((FileNotFoundError, PermissionError), "broken", "FileUnusable",
        "A program or file that the profile names cannot be used: {file}",
        "Check credential_process or web_identity_token_file."),
    (_NeedsMfaCodeError, "unknown", "NeedsMfaCode", "This needs a code from an MFA device.",
        "Run it in a terminal, where the code can be asked for."),
    (_NeedsLoginError, "unknown", "NeedsLogin", "The login is missing or has expired.",
        "Run `{error}`."),
    (aws.MissingDependencyException, "unknown", "MissingDependency",
        "A profile with login_session needs botocore's extension awscrt.",
        "Install it beside awscred: botocore[crt]"),
    ((aws.CredentialRetrievalError, aws.MetadataRetrievalError), "unknown", "NoSource",
        "The profile's credential_source has no credentials on this computer.",
        "Run this where it has: in that environment, container or EC2 instance."),
    (aws.ProxyConnectionError, "unknown", "Proxy", "The proxy cannot be reached.",
        "Check HTTPS_PROXY and NO_PROXY."),
    (aws.SSLError, "unknown", "Tls", "There is no trusted connection to {host}.",
        "Check the clock; where a proxy opens TLS, set AWS_CA_BUNDLE to its certificate."),
    ((aws.HTTPClientError, aws.ConnectionError), "unknown", "Network",
        "{host} cannot be reached, or does not answer.",
        "Check the network, the proxy and the region's name."),
    ((KeyError, ResponseParserError), "unknown", "NotAws",  # a web page, with 200 or not
        "The answer was not from AWS: something on the way answered instead.", _BETWEEN),
    (RuntimeError, "unknown", "Clock",  # botocore: "refreshed credentials are still expired"
        "By this computer's clock, new credentials have expired already.", "Set the clock."),
    (Exception, "unknown", "Unexpected", "Something unforeseen happened ({kind}).", _LATER),
)
# fmt: on

_CAUGHT = (
    *(aws.BotoCoreError, aws.ClientError, ResponseParserError),
    *(_NeedsMfaCodeError, _NeedsLoginError, _BadSettingError, _BadProcessError, _BadKeysError),
    # not botocore's own: it lets them through from files, processes and unexpected answers
    *(OSError, LookupError, ValueError, TypeError, AttributeError, RuntimeError),
)


def _answer(
    profile: str | None, ask: Callable[[], Identity], prompter: _Prompter | None = None
) -> Identity:
    """The one place where errors become answers."""
    try:
        return replace(ask(), profile=profile)
    except _CAUGHT as error:
        if prompter is not None and error is prompter.raised:
            raise
        status, problem = classify(error)
        return Identity(profile, status, error=problem)


def classify(error: Exception) -> tuple[Status, Problem]:
    """What an exception of botocore (or one it lets through) means."""
    if isinstance(error, aws.ClientError):
        return _classify_answer(error)
    if isinstance(error, aws.ParamValidationError) and "TokenCode" in str(error):
        return "unknown", Problem("MfaCode", "An MFA code has six digits.", "Try again.")
    told = getattr(error, "kwargs", {})  # what botocore's exceptions were made with
    values = {
        "error": _quote(error).rstrip("."),
        "region": told.get("region_name"),
        "host": urlsplit(str(told.get("endpoint_url", ""))).hostname or "AWS",
        "file": getattr(error, "filename", None) or "its name is unknown",
        "kind": type(error).__name__,
    }
    _, status, code, message, hint = next(row for row in _FAILURES if isinstance(error, row[0]))
    return status, Problem(code, _line(message.format(**values)), _line(hint.format(**values)))


def _classify_answer(error: aws.ClientError) -> tuple[Status, Problem]:
    """An answer with an error in it: AWS's own, or a web page that botocore could parse."""
    answer, meta = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    code, message = str(answer.get("Code", "")), _quote(answer.get("Message", ""))
    http = meta.get("HTTPStatusCode", 0)
    if _is_about_clock(error):
        return "unknown", Problem("Clock", _skew(meta.get("HTTPHeaders", {})), "Set the clock.")
    if "invalid MFA one time pass code" in message:
        return "unknown", Problem("MfaCode", "AWS does not accept the MFA code.", "Try again.")
    if code.isdigit() or code in ("", "Unknown"):
        if http >= 500:
            return "unknown", Problem("Service", f"AWS or a proxy failed (HTTP {http}).", _LATER)
        return "unknown", Problem("NotAws", f"The answer was not from AWS (HTTP {http}).", _BETWEEN)
    code = _ALIASES.get(code, code)
    known = _ANSWERS.get(f"{error.operation_name}:{code}") or _ANSWERS.get(code)
    if known is None or not 400 <= http < 500:
        return "unknown", Problem(_line(code), _line(f"AWS answered {code}: {message}"), _LATER)
    status, text, hint = known
    return status, Problem(code, _line(text.format(message=message)), hint)


def _is_about_clock(error: aws.ClientError) -> bool:
    answer = error.response.get("Error", {})
    told = f"{answer.get('Code')} {answer.get('Message')}"
    signs = ("Signature expired", "not yet current", "RequestExpired", "RequestTimeTooSkewed")
    return any(sign in told for sign in signs)


def _skew(headers: dict[str, str]) -> str:
    """How wrong this computer's clock is, by the Date header of the answer."""
    try:
        there = parsedate_to_datetime(headers["date"])
        minutes = round((datetime.now(timezone.utc) - there).total_seconds() / 60)
    except (KeyError, ValueError, TypeError):
        minutes = 0
    if minutes == 0:
        return "AWS finds this computer's clock wrong."
    direction = "ahead of" if minutes > 0 else "behind"
    return f"This computer's clock is {abs(minutes)} minutes {direction} AWS's."


def _quote(text: object) -> str:
    """What AWS or botocore says, without the values they put in: one may be a token."""
    without = re.sub(r"Value '.*?' at", "Value at", str(text), flags=re.DOTALL)
    return _line(
        re.sub(r"profile \(.*\) and sso-session \(.*\)", "profile and sso-session", without)
    )


def _line(text: object) -> str:
    """One line of at most 300 characters, without control or direction characters."""
    shown = "".join(c if c.isprintable() else " " for c in str(text))
    return " ".join(shown.split())[:300]
