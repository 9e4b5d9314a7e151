"""What `add` and `import` share: checking a new profile with AWS, and reporting what was added."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from awscred import changes, ini, pasted
from awscred.cli.asking import ask
from awscred.cli.changing import places
from awscred.cli.terminal import can_ask, note, tell, tell_command
from awscred.environment import chosen_region, to_use
from awscred.errors import FAILED, NO, USAGE, AwscredError
from awscred.forms import REGIONS
from awscred.guesses import did_you_mean, likely_name
from awscred.output.names import some_of
from awscred.profiles import Files

if TYPE_CHECKING:
    from awscred.identity import Identity

Settings = dict[str, str]


def alone(name: str, settings: Settings) -> Files:
    """Files with only that profile, so that the check does not depend on the rest of the user's
    files, or on whether AWS tools can read them."""
    return changes.add_profile(Files(ini.Document(), ini.Document()), name, settings)


def verify(name: str, wanted: Files, timeout: float = 10.0) -> Identity:
    """The AWS identity of a profile in files that are not written yet. Gives up after `timeout`
    seconds without an answer.

    Raises AwscredError if AWS refuses it or cannot be asked.
    """
    from awscred import sts
    from awscred.cli.verify import ask_mfa_code

    note(f"Checking {name} with AWS ...")
    terms = sts.Terms(ask_mfa=ask_mfa_code if can_ask() else None, patience=timeout, alone=True)
    (who,) = sts.identify(wanted, [name], terms)
    if who.error is None:
        return who
    raise unwritten(who, " To add the profile without checking, use --no-verify.")


def unwritten(who: Identity, otherwise: str = "") -> AwscredError:
    """The refusal to write a profile that AWS has not confirmed. `otherwise` is one more hint, for
    the case that AWS could not be asked."""
    problem = who.error
    if problem is None:
        raise AssertionError("AWS has confirmed the profile")
    if who.status == "unknown":
        words = f"could not ask AWS, so nothing was written: {problem.message}"
        return AwscredError(words, problem.hint + otherwise, exit_code=FAILED)
    return AwscredError(f"nothing was written: {problem.message}", problem.hint, exit_code=NO)


def ask_region(label: str, given: str | None, option: str) -> str:
    """The region given, or one prompted for."""
    return ask(
        label, given, option, pasted.region if given is not None else _checked_region(option)
    )


def _checked_region(option: str) -> Callable[[str], str]:
    """The check of a region that is typed at a prompt: unlike `option`, it refuses one that is
    probably misspelled."""

    def parse(text: str) -> str:
        code = pasted.region(text)
        likely = None if code in REGIONS else likely_name(code, REGIONS)
        if likely:
            raise AwscredError(
                f"{code} is not a region of AWS",
                f"did you mean {likely}? {option} accepts any region",
                exit_code=USAGE,
            )
        return code

    return parse


def ask_optional_region(files: Files) -> str:
    """A region for a new profile, "" for none; the one that most profiles use is proposed."""
    check = _checked_region("--region")

    def parse(text: str) -> str:
        return "" if pasted.trim(text) in ("", "-") else check(text)

    used = Counter(profile.region for profile in files.profiles.values() if profile.region)
    chosen = chosen_region(os.environ) or ""
    proposed = next((region for region, _ in used.most_common(1)), chosen)
    label = "Region (- for none)" if proposed else "Region, such as us-east-1 (Enter for none)"
    return ask(label, None, "--region", parse, default=proposed)


def note_same_key(files: Files, key_id: str) -> None:
    """Note the profiles that already have an access key id."""
    for name, profile in files.profiles.items():
        if profile.settings.get("aws_access_key_id") == key_id:
            note(f"note: profile {name} already uses this access key ({places(files, name)})")


def existing_source(text: str, files: Files) -> str:
    """The profile that is named as a source. Raises AwscredError if it does not exist."""
    name = pasted.trim(text)
    if name not in files.profiles:
        hint = did_you_mean(name, files.profiles, "run `awscred list` to see the profiles")
        raise AwscredError(f"source profile {name} does not exist", hint, exit_code=NO)
    return name


def note_names(what: str, names: Iterable[str]) -> None:
    """Note the names that a question may be answered with."""
    if found := [*names]:
        note(f"{what}: {some_of(found)}")


def replace_keys(files: Files, name: str, settings: Settings) -> Files:
    """The files with other keys in a profile, and without the session token of the old ones."""
    stale = changes.stale_tokens(files, name, settings)
    return changes.set_values(files, name, settings, without=stale).files


def report(
    files: Files,
    name: str,
    settings: Settings,
    who: Identity | None,
    *,
    done: str = "Added profile",
    more: Iterable[str] = (),
) -> None:
    """Report what was done to a profile, its identity if AWS was asked, `more` lines, and what to
    type next."""
    for line in (f"{done} {name} in {places(files, name)}.", *more):
        tell(line)
    if who is not None:
        tell(f"Its identity is {who.arn} in account {who.account}.")
    quoted = shlex.quote(name)
    then = to_use(name, os.environ)
    if "sso_session" in settings:
        tell_command("Sign in:", f"aws sso login --profile {quoted}")
    elif "login_session" in settings:
        tell_command("Sign in:", f"aws login --profile {quoted}")
    if who is None:
        tell_command("Check it:", f"awscred whoami {quoted}")
    if then:
        tell_command("Use it:", then)
    else:
        tell("AWS tools use it now, for example: aws s3 ls")
