"""Whose credentials are these? AWS's answer (GetCallerIdentity) for one profile or a thousand.

Only this package talks to AWS and imports botocore. It prints nothing, caches nothing, and returns
no secrets except those of a new session (`get_session`). It calls botocore directly, because boto3
would add 70 ms.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias, TypeVar

import botocore.exceptions as aws
from botocore.credentials import ReadOnlyCredentials

from awscred.chains import chain_ends, chain_path
from awscred.environment import Source, chosen_region
from awscred.forms import is_account
from awscred.identity import Identity, named, parse_arn, without
from awscred.profiles import Files
from awscred.settings import CREDENTIAL_SETTINGS, redact_words
from awscred.sts.answers import (
    CAUGHT,
    ForeignError,
    HurryError,
    classify,
    is_about_clock,
    is_unknown_key,
    is_wrong_code,
    no_source,
    refused_in_region,
)
from awscred.sts.clients import (
    ASKED_PROFILE,
    FOREIGN_SETTINGS,
    THREADS,
    ClientFactory,
    Clients,
    client_settings,
)
from awscred.sts.credentials import (
    AskMfa,
    CredentialProviders,
    Keys,
    mfa_code,
    service_keys,
    without_foreign,
)
from awscred.sts.parallel import AskUser, ask_all
from awscred.sts.programs import Programs
from awscred.tools.reading import Refused, Settings

PATIENCE = 10.0
"""The default patience, in seconds."""
SIGNATURE_RETRY_SECONDS = 6.0  # AWS remembers a wrong signature for about 5 s

_T = TypeVar("_T")


class Terms(NamedTuple):
    """How to ask AWS.

    `ask_mfa` returns an MFA code, or "" to skip the profile; it is None if nobody can be asked, and
    its exceptions are not caught. `programs` allows a credential_process to run. If the files are
    not `trusted`, only their keys and roles assumed with these keys are used. Gives up after
    `patience` seconds of silence. `debug` gets a line for every request.
    """

    ask_mfa: AskMfa | None = None
    programs: bool = True
    trusted: bool = True
    patience: float = PATIENCE
    debug: Callable[[str], None] | None = None
    exposed: str = ""
    """A file or folder that other users can change, so that no program may run; empty for none."""
    outside: Source | None = None
    """Credentials outside of the files, which are asked about instead of the profile's own."""
    alone: bool = False
    """This process starts no other programs: every other process below it was started by one of
    them."""


_USUAL = Terms()

Question: TypeAlias = "Callable[[_Asking, str, AskMfa | None], Identity]"
"""Asks AWS about a profile, by its name. `AskMfa` is None if nobody can be asked for a code."""


def identify(
    files: Files,
    names: Sequence[str],
    terms: Terms = _USUAL,
    on_answer: Callable[[Identity], None] = lambda _: None,
) -> list[Identity]:
    """The identities of these profiles, in the order of `names`. Each profile uses its own
    credentials, found as botocore finds them, and its own endpoint.

    Environment variables do not choose the credentials, except through `credential_source`, and if
    the terms ask about credentials `outside` of the files. `on_answer` gets each identity as soon
    as it is known. An expected error is part of an identity, not raised.
    """
    return _ask(files, names, terms, on_answer, _Asking.who)


def get_session(
    files: Files, name: str, device: str, seconds: int, terms: Terms = _USUAL
) -> tuple[Identity, Keys | None]:
    """Temporary keys for the keys of a profile and an MFA code (GetSessionToken).

    `device` is the serial number or ARN of the MFA device, and the keys are valid for `seconds`. An
    expected error is part of the identity, and there are then no keys; otherwise the identity has
    only the time when the keys expire. `device` is part of the prompt for the code.
    """
    found: list[Keys] = []

    def question(asking: _Asking, name: str, ask_mfa: AskMfa | None) -> Identity:
        keys = asking.session(name, device, seconds, ask_mfa)
        found.append(keys)
        return Identity(name, "ok", expires=keys.expires)

    (answer,) = _ask(files, [name], terms, lambda _: None, question)
    return answer, found[0] if answer.error is None else None


def _ask(
    files: Files,
    names: Sequence[str],
    terms: Terms,
    on_answer: Callable[[Identity], None],
    question: Question,
) -> list[Identity]:
    """The answers to one question about each profile, as `identify` returns them."""
    try:
        read = files.read_by_botocore
    except Refused as refused:
        place = refused.fault.place
        where = f"{files.path(place.file)}:{place.span.line}"
        words = f"AWS tools cannot read {where}: {redact_words(refused.fault.message)}"
        hint = "Run `awscred validate` to see the line."
        return [without(name, "broken", "FileUnreadable", words, hint) for name in names]
    programs = Programs(
        allowed=terms.programs and terms.trusted, exposed=terms.exposed, alone=terms.alone
    )
    providers = CredentialProviders(read if terms.trusted else without_foreign(read), programs)
    foreign = set[str]() if terms.trusted else _leaning(read.profiles)
    asking = _Asking(providers, Clients(terms.patience, terms.debug), terms, foreign)
    # Profiles that need a code come last: there may be more of them than threads to wait for it.
    order = sorted(range(len(names)), key=lambda at: _needs_mfa(names[at], read.profiles))
    try:
        answers = ask_all(
            [partial(asking.answer, names[at], question) for at in order],
            threads=THREADS,
            patience=terms.patience,
            ask_user=terms.ask_mfa or _nobody,
            on_answer=on_answer,
        )
    finally:
        programs.stop()
    late = f"There was no answer within {terms.patience:g} seconds."
    hint = "Check the network and the profile's program, or use --timeout 60 to wait longer."
    found = dict(zip(order, answers, strict=True))
    return [
        found[at] or without(name, "unknown", "Timeout", late, hint)
        for at, name in enumerate(names)
    ]


def _nobody(_: str) -> str:
    raise AssertionError("the prompt is used although nobody can be asked")


class _Asking(NamedTuple):
    """What all questions of a run share; profiles in `foreign` must not be asked about."""

    providers: CredentialProviders
    clients: Clients
    terms: Terms
    foreign: Collection[str]

    def answer(self, name: str, question: Question, ask_user: AskUser) -> Identity:
        """Ask AWS about one profile. The only place that turns exceptions into answers."""
        try:
            return question(self, name, ask_user if self.terms.ask_mfa else None)
        except CAUGHT as error:
            self.clients.silent(error)
            status, problem = classify(error)
            words = problem.message.replace(ASKED_PROFILE, name)
            problem = named(problem._replace(message=words), name)
            if problem.code == "NoSource" and self.terms.outside:
                problem = no_source(self.terms.outside.words)
            if problem.code == "InvalidClientTokenId" and "region" not in self._settings(name):
                hint = f"{problem.hint} Keys of GovCloud (US) and China need a region."
                problem = problem._replace(hint=hint)
            return Identity(name, status, error=problem)

    def _settings(self, name: str) -> Settings:
        profiles = self.providers.read.profiles
        if self.terms.outside:  # the profile need not exist, and the environment's region is first
            settings = profiles.get(name, {})
            region = chosen_region(os.environ) or settings.get("region")
            return {**settings, "region": region} if region else settings
        if name not in profiles:
            raise aws.ProfileNotFound(profile=name)
        return profiles[name]

    def _factory(self, name: str) -> ClientFactory:
        """The clients of a profile, in its region."""
        settings = client_settings(self._settings(name), self.providers.read)
        if self.terms.outside is None and name in self.foreign:
            raise ForeignError
        factory = self.clients.factory(settings)
        factory.check_region()
        return factory

    def session(self, name: str, device: str, seconds: int, ask_mfa: AskMfa | None) -> Keys:
        """A session of a profile's own keys."""
        factory = self._factory(name)
        keys = self.providers.keys(name, factory, None)

        def session(ask: AskMfa | None) -> Keys:
            code = mfa_code(name, device, ask)
            return self._twice(factory, lambda using: _session(using, keys, device, seconds, code))[
                0
            ]

        return _with_code(session, ask_mfa)

    def who(self, name: str, ask_mfa: AskMfa | None) -> Identity:
        """First get the credentials, then ask whose they are; each step has its own second try."""
        factory = self._factory(name)
        outside = self.terms.outside

        def keys_by(using: ClientFactory) -> Keys:
            if outside:
                return self.providers.outside_keys(outside, name, using)
            return _with_code(partial(self.providers.keys, name, using), ask_mfa)

        keys, first = self._twice(factory, keys_by)
        who, second = self._twice(factory, lambda using: _caller(name, using, keys))
        if default := first or second:
            temporary = second is not None and keys.session_token is not None
            regions = factory.region, default.region
            who = who._replace(note=refused_in_region(*regions, temporary=temporary))
        return who

    def _twice(
        self, factory: ClientFactory, work: Callable[[ClientFactory], _T]
    ) -> tuple[_T, ClientFactory | None]:
        """Do `work`, and try again if AWS's first refusal may be wrong: the second answer counts.

        A region that the account has not enabled refuses the account's keys (InvalidClientTokenId)
        and the tokens of the global endpoint. The second result is the factory of the region used
        instead, or None.
        """
        try:
            return work(factory), None
        except aws.ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code == "SignatureDoesNotMatch" and not is_about_clock(error):
                if self.terms.patience <= SIGNATURE_RETRY_SECONDS:
                    raise HurryError from None
                time.sleep(SIGNATURE_RETRY_SECONDS)
                return work(factory), None
            if is_unknown_key(error) and (default := factory.in_default_region()):
                return work(default), default
            raise


def _with_code(work: Callable[[AskMfa | None], Keys], ask_mfa: AskMfa | None) -> Keys:
    """The keys from some work that may need an MFA code; the user may enter another code if AWS
    refuses the first."""
    try:
        return work(ask_mfa)
    except aws.ClientError as error:
        if ask_mfa is None or not is_wrong_code(error):
            raise
        return work(lambda prompt: ask_mfa(f"AWS did not accept the code. {prompt}"))


def _client(factory: ClientFactory, keys: Keys) -> Any:
    """A client of STS that signs with these keys."""
    return factory.client(
        "sts",
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        aws_session_token=keys.session_token,
    )


def _session(factory: ClientFactory, keys: Keys, device: str, seconds: int, code: str) -> Keys:
    """Call GetSessionToken. Raises KeyError if a 200 is not from AWS."""
    answer = _client(factory, keys).get_session_token(
        SerialNumber=device, DurationSeconds=seconds, TokenCode=code
    )["Credentials"]
    key, secret, token = (
        answer[part] for part in ("AccessKeyId", "SecretAccessKey", "SessionToken")
    )
    return service_keys(ReadOnlyCredentials(key, secret, token), answer["Expiration"])


def _caller(name: str, factory: ClientFactory, keys: Keys) -> Identity:
    """Call GetCallerIdentity, which needs no permission. Raises KeyError if a 200 is not from
    AWS."""
    answer = _client(factory, keys).get_caller_identity()
    account, arn, user_id = str(answer["Account"]), str(answer["Arn"]), str(answer["UserId"])
    if not arn.startswith("arn:") or arn.split(":")[4:5] != [account] or not is_account(account):
        raise KeyError
    parts = parse_arn(arn)
    return Identity(
        name,
        "ok",
        account,
        arn,
        user_id,
        parts and parts.type,
        parts and parts.partition,
        parts and parts.name,
        parts and parts.session,
        keys.expires,
    )


def _needs_mfa(name: str, profiles: Mapping[str, Settings]) -> bool:
    """Whether a role of a profile, or of one of its sources, has an MFA device."""

    def following(at: str) -> str | None:
        source = profiles[at].get("source_profile")
        return source if isinstance(source, str) else None

    path = chain_path(name, profiles, following)
    return any("mfa_serial" in profiles[at] for at in path if at in profiles)


def _leaning(profiles: Mapping[str, Settings]) -> set[str]:
    """The profiles whose chain of credentials ends at something on this computer: a program, a
    login, a file or the environment."""
    outside = CREDENTIAL_SETTINGS - FOREIGN_SETTINGS
    leaning = {name for name, settings in profiles.items() if not outside.isdisjoint(settings)}

    def following(name: str) -> str | None:
        source = profiles[name].get("source_profile")
        return source if name not in leaning and isinstance(source, str) else None

    ends = chain_ends(profiles, profiles, following)
    return {name for name, end in ends.items() if end.at in leaning}
