"""What `add` and `import` share: asking AWS whose a new profile is, and saying what was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from awscred import changes, ini
from awscred.cli.changing import places
from awscred.cli.terminal import can_ask, note, tell
from awscred.errors import FAILED, NO, AwscredError
from awscred.profiles import Files

if TYPE_CHECKING:
    from awscred.identity import Identity

Settings = dict[str, str]


def alone(name: str, settings: Settings) -> Files:
    """Files with nothing but that profile: whose keys they are does not hang on what else stands
    in the user's, nor on whether AWS tools can read those."""
    return changes.add_profile(Files(ini.Document(), ini.Document()), name, settings)


def verify(name: str, wanted: Files) -> Identity:
    """Who that profile of the files would be.

    Raises AwscredError where AWS refuses it or cannot be asked.
    """
    from awscred import sts
    from awscred.cli.verify import ask_mfa_code

    note(f"Asking AWS who {name} is ...")
    terms = sts.Terms(ask_mfa=ask_mfa_code if can_ask() else None, alone=True)
    (who,) = sts.identify(wanted, [name], terms)
    if who.error is None:
        return who
    if who.status == "unknown":
        raise AwscredError(
            f"could not ask AWS, so nothing was written: {who.error.message}",
            f"{who.error.hint} --no-verify adds the profile without asking.",
            exit_code=FAILED,
        )
    raise AwscredError(f"nothing was written: {who.error.message}", who.error.hint, exit_code=NO)


def report(
    files: Files, name: str, settings: Settings, who: Identity | None, *, is_new: bool = True
) -> None:
    """Say what was added, and whose it is, or how to find out where AWS was not asked."""
    done = f"Added profile {name}" if is_new else f"Gave profile {name} the new key"
    lines = [f"{done} in {places(files, name)}."]
    if who is not None:
        lines.append(f"It is {who.arn} in account {who.account}.")
    elif "sso_session" in settings:
        lines.append(
            f"Sign in with `aws sso login --profile {name}`, then `awscred whoami {name}`."
        )
    else:
        lines.append(f"AWS was not asked: `awscred whoami {name}` does so.")
    for line in lines:
        tell(line)
