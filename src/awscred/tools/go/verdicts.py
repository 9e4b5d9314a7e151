"""How the Go SDK judges the profiles that it has read, each as if AWS_PROFILE named it.

A profile is loaded with its chain of source profiles: settings are checked on the way along the
chain, and SSO sessions on the way back. Then credentials are resolved, beginning with the last
source, and every role is assumed on the way back. A setting counts if it is not empty. A pair of
keys ends a chain, except in the chain's first profile. Nothing outside the two files (commands,
tokens, caches, variables) is asked. Profiles without credentials end up at instance metadata, which
is assumed to have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias, TypeGuard

from awscred.settings import CREDENTIAL_KEYS, CREDENTIAL_SOURCES, SSO_KEYS
from awscred.tools.go.values import bad_value, quoted
from awscred.tools.reading import UNICODE_SPACE, Settings, Verdict

SESSION = "sso-session "
"""The prefix in the names of sections that are SSO sessions."""

Values: TypeAlias = Mapping[str, str]

_ID, _SECRET, _TOKEN = CREDENTIAL_KEYS
_KINDS = {  # if there is no pair of keys, the first of these that is set decides
    "credential_source": "source",
    "web_identity_token_file": "web-identity",
    **dict.fromkeys(SSO_KEYS, "sso"),
    "login_session": "login",
    "credential_process": "process",
}
_TYPES = {  # only one may be set
    "source_profile": "source profile",
    "credential_source": "credential source",
    "credential_process": "credential process",
    "web_identity_token_file": "web identity token",
}
_GIVING = (*_TYPES, *SSO_KEYS)
_NEED_ROLE = ("source_profile", "credential_source", "web_identity_token_file")
_SSO_BY_SESSION: tuple[str, ...] = ("sso_region", "sso_start_url")
_SSO_BY_PROFILE: tuple[str, ...] = (*_SSO_BY_SESSION, "sso_account_id", "sso_role_name")
_FETCHING = "error fetching config from profile, "


def _refused(reason: str, key: str | None = None) -> Verdict:
    return Verdict(False, reason, None, key)


_ACCEPTED = {
    kind: Verdict(True, None, kind, token=_TOKEN if kind == "temporary" else None)
    for kind in ("static", "temporary", "role", *_KINDS.values())
}
_MFA = _refused(
    "assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.",
    "mfa_serial",
)._replace(lacks="mfa_serial")
_MFA_OF_SOURCE = _MFA._replace(key="source_profile")
_MIXED = "only one credential type may be specified per profile: " + ", ".join(_TYPES.values())
_NOTHING = _refused("failed to refresh cached credentials, no EC2 IMDS role found")


def judge(
    names: Iterable[str], sections: Mapping[str, Settings], partial: Mapping[str, tuple[int, str]]
) -> dict[str, Verdict]:
    """The verdict on each of these profiles.

    `sections` has all sections by name: each of them may be a source profile. `partial` has the
    profiles with half a pair of keys: the number and the header in the SDK's error message.
    """
    texts = {
        name: values if _is_flat(values) else _flat(values) for name, values in sections.items()
    }
    loader = _Loader(texts, partial)
    return {name: loader.verdict(name) for name in names}


def _is_flat(values: Settings) -> TypeGuard[Values]:
    """Whether no setting is a nested block."""
    return dict not in map(type, values.values())


def _flat(values: Settings) -> Values:
    """The settings as texts; a nested block becomes an empty text."""
    return {key: value if isinstance(value, str) else "" for key, value in values.items()}


class _Outcome(NamedTuple):
    """The result of a profile as a source: errors when it is loaded, and when it is used."""

    loading: Verdict | None = None
    using: Verdict | None = None


class _Loader:
    """Loads profiles, and remembers the result of each as a source of others."""

    def __init__(
        self, sections: Mapping[str, Values], partial: Mapping[str, tuple[int, str]]
    ) -> None:
        self._sections = sections
        self._partial = partial
        self._outcomes: dict[str, _Outcome] = {}

    def verdict(self, name: str) -> Verdict:
        """The verdict on a profile that is selected."""
        values = self._sections[name]
        wrong = self._wrong(name, values) or _mixed(values)
        if wrong:
            return wrong
        source = values.get("source_profile")
        if not source:
            return self._lost_session(values) or self._resolved(name, values)
        if not _has_pair(values):
            outcome = self._outcome(name)
        elif source in self._sections:
            self._outcome(source)
            outcome = self._by_source(values)
        else:
            return _no_source(values)
        wrong = outcome.loading or outcome.using
        if wrong == _MFA_OF_SOURCE:
            wrong = _mfa(values) or wrong
        return wrong or _ACCEPTED["role"]

    def _outcome(self, name: str) -> _Outcome:
        """The result of a profile as a source. One walk finds those of its whole chain."""
        outcomes = self._outcomes
        path: dict[str, None] = {}
        at = name
        while at not in outcomes and at not in path:
            values = self._sections[at]
            end = self._end(at, values)
            if end is not None:
                outcomes[at] = end
            else:
                path[at] = None
                at = values["source_profile"]
        chain = list(path)
        if at not in outcomes:
            start = chain.index(at)
            self._close_circle(chain[start:])
            del chain[start:]
        for at in reversed(chain):
            outcomes[at] = self._by_source(self._sections[at])
        return outcomes[name]

    def _end(self, name: str, values: Values) -> _Outcome | None:
        """The result of a source that ends the chain, or None if the chain continues."""
        wrong = self._wrong(name, values)
        if not wrong and not _has_pair(values):
            wrong = _mixed(values)
            source = values.get("source_profile")
            if not wrong and source:
                return None if source in self._sections else _Outcome(_no_source(values))
            wrong = wrong or self._lost_session(values)
        if wrong:
            return _Outcome(wrong)
        verdict = self._resolved(name, values)
        return _Outcome(using=None if verdict.accepted else verdict)

    def _by_source(self, values: Values) -> _Outcome:
        """The result of a profile whose source already has a result."""
        source = values["source_profile"]
        outcome = self._outcomes[source]
        loading = _of_source(outcome.loading)
        if loading is None and not _gives(self._sections[source]):
            loading = _no_source(values, "<nil>")
        using = _of_source(outcome.using) or _mfa(values)
        return _Outcome(loading or self._lost_session(values), using)

    def _close_circle(self, circle: list[str]) -> None:
        """Find the results of profiles without keys that are each other's sources.

        The chain returns to the profile where it began, which is then loaded again without its role
        and source. Only its SSO settings can still give credentials.
        """
        mfa = _MFA_OF_SOURCE if any(_mfa(self._sections[name]) for name in circle) else None
        lost: Verdict | None = None  # the missing SSO session of the nearest profile before
        pairs = [*zip([circle[-1], *circle], circle, strict=False)]
        for before, name in pairs * 2:
            values = self._sections[name].items()
            again = {key: value for key, value in values if key in SSO_KEYS}
            own = self._lost_session(again)
            outcome = _Outcome(own or lost)
            if not _gives(again):
                outcome = _Outcome(_no_source(self._sections[before], "<nil>"))
            elif outcome.loading is None:
                verdict = self._resolved(name, again)
                outcome = _Outcome(using=mfa if verdict.accepted else verdict)
            self._outcomes[name] = outcome
            lost = _of_source(own) or lost

    def _wrong(self, name: str, values: Values) -> Verdict | None:
        """What is wrong with the settings of a profile, even if they are not needed."""
        if name in self._partial:
            number, header = self._partial[name]
            text = f"{number}, partial credentials found for profile {header}"
            return _refused(f"{_FETCHING}{name}, Error using profile: \n {text}\n")
        if not name:
            text = "parsing error : could not find profile section name after processing files: []"
            return _refused(f"{_FETCHING}{name}, {text}")
        if bad := bad_value(values):
            key, complaint = bad
            text = f"failed to load {key} from shared config, {complaint}"
            return _refused(f"{_FETCHING}{name}, {text}", key)
        if not values.get("role_arn"):
            for key in _NEED_ROLE:
                if values.get(key):
                    reason = f"credential type {key} requires role_arn, profile {name}"
                    return _refused(reason, key)
        return None

    def _lost_session(self, values: Values) -> Verdict | None:
        """The verdict on a profile whose SSO session does not exist."""
        session = values.get("sso_session")
        if session and SESSION + session.strip(UNICODE_SPACE) not in self._sections:
            return _refused(f"failed to find SSO session section, {session}", "sso_session")
        return None

    def _resolved(self, name: str, values: Values) -> Verdict:
        """The verdict on the credentials that a profile has without a source."""
        kind = _kind(values)
        if kind == "web-identity":
            return _ACCEPTED[kind]
        if kind == "source" and values["credential_source"] not in CREDENTIAL_SOURCES:
            reason = "credential_source values must be EcsContainer, Ec2InstanceMetadata, or "
            return _refused(f"{reason}Environment", "credential_source")
        if kind == "sso" and (wrong := self._wrong_sso(name, values)):
            return wrong
        if not values.get("role_arn"):
            return _ACCEPTED[kind] if kind else _NOTHING
        return _mfa(values) or (_ACCEPTED["role"] if kind else _NOTHING)

    def _wrong_sso(self, name: str, values: Values) -> Verdict | None:
        """Why a profile cannot sign in by SSO. A session that it names is known to exist."""
        session = values.get("sso_session")
        where = self._sections[SESSION + session.strip(UNICODE_SPACE)] if session else values
        needed = _SSO_BY_SESSION if session else _SSO_BY_PROFILE
        missing = [key for key in needed if not where.get(key)]
        if missing:
            reason = "is configured to use SSO but is missing required configuration: "
            reason = f"profile {quoted(name)} {reason}{', '.join(missing)}"
            return _refused(reason, "sso_session" if session else None)
        for key in _SSO_BY_SESSION:
            if values.get(key) and values[key] != where[key]:
                reason = f"{key} in profile {quoted(name)} must match {key} in {SESSION}"
                return _refused(reason, key)
        return None


def _has_pair(values: Values) -> bool:
    """Whether both keys of a pair are set."""
    return bool(values.get(_ID) and values.get(_SECRET))


def _gives(values: Values) -> bool:
    """Whether a source profile has anything that counts as credentials."""
    return _has_pair(values) or any(map(values.get, _GIVING))


def _kind(values: Values) -> str | None:
    """The kind of a profile's own credentials, without a source and before it assumes a role."""
    if _has_pair(values):
        return "temporary" if values.get(_TOKEN) else "static"
    for key, kind in _KINDS.items():
        if values.get(key):
            return kind
    return None


def _mfa(values: Values) -> Verdict | None:
    """The verdict on a role that requires an MFA code."""
    return _MFA if values.get("mfa_serial") else None


def _mixed(values: Values) -> Verdict | None:
    """The verdict on a profile with more than one type of credentials."""
    if _TYPES.keys().isdisjoint(values):
        return None
    found = [key for key in _TYPES if values.get(key)]
    return _refused(_MIXED, found[-1]) if len(found) > 1 else None


def _no_source(values: Values, reason: str | None = None) -> Verdict:
    """The verdict on a role whose source does not exist or has no credentials."""
    role, source = values["role_arn"], values["source_profile"]
    reason = reason or f"failed to get shared config profile, {source}"
    return _refused(
        f"failed to load assume role {role}, of profile {source}, {reason}", "source_profile"
    )


def _of_source(verdict: Verdict | None) -> Verdict | None:
    """An error of a profile's source, as an error of the profile."""
    if verdict is None or verdict.key == "source_profile":
        return verdict
    return verdict._replace(key="source_profile")
