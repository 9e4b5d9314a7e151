"""How the C++ SDK judges the profiles that it has read, each as if AWS_PROFILE named it.

It asks the C runtime first, which reads the files by itself. If that has no credentials, a command
of config is next, and SSO then, by what the SDK's own loader has read in config. It never says why
there are no credentials: it sends requests without a signature. What is outside of the two files
(commands, tokens, caches) is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from awscred.tools.reading import Verdict

Profiles: TypeAlias = Mapping[str, Mapping[str, str]]

_PROCESS, _SSO = (Verdict(True, None, kind) for kind in ("process", "sso"))
_FROM_SESSION = ("sso_region", "sso_start_url")


def judge(
    names: Iterable[str], config: Profiles, sessions: Profiles, runtime: Mapping[str, Verdict]
) -> dict[str, Verdict]:
    """The verdict on each profile of `names`.

    `config` and `sessions` are what the loader has read in config, `runtime` are the verdicts of
    the C runtime on the profiles that it sees.
    """
    verdicts = {}
    for name in names:
        verdict = runtime.get(name)
        if verdict is None or not verdict.accepted:
            verdict = _by_itself(config.get(name, {}), sessions) or verdict or _absent(name)
        verdicts[name] = verdict
    return verdicts


def _absent(name: str) -> Verdict:
    reason = f"Profile credentials provider could not load a profile at {name}."
    return Verdict(False, reason, None)


def _by_itself(values: Mapping[str, str], sessions: Profiles) -> Verdict | None:
    """The verdict on a profile of config without the runtime, None if it has no credentials."""
    if values.get("credential_process"):
        return _PROCESS
    if not (values.get("sso_account_id") and values.get("sso_role_name")):
        return None
    where = values
    if "sso_session" in values:
        where = sessions.get(values["sso_session"], {})
        if any(key in values and values[key] != where.get(key) for key in _FROM_SESSION):
            return None
    return _SSO if all(where.get(key) for key in _FROM_SESSION) else None
