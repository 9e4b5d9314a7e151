"""What `add` and `import` share: checking a new profile with AWS, and reporting what was added."""

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
    """Files with only that profile, so that the check does not depend on the rest of the user's
    files, or on whether AWS tools can read them."""
    return changes.add_profile(Files(ini.Document(), ini.Document()), name, settings)


def verify(name: str, wanted: Files) -> Identity:
    """The AWS identity of a profile in files that are not written yet.

    Raises AwscredError if AWS refuses it or cannot be asked.
    """
    from awscred import sts
    from awscred.cli.verify import ask_mfa_code

    note(f"Checking {name} with AWS ...")
    terms = sts.Terms(ask_mfa=ask_mfa_code if can_ask() else None, alone=True)
    (who,) = sts.identify(wanted, [name], terms)
    if who.error is None:
        return who
    if who.status == "unknown":
        raise AwscredError(
            f"could not ask AWS, so nothing was written: {who.error.message}",
            f"{who.error.hint} To add the profile without checking, use --no-verify.",
            exit_code=FAILED,
        )
    raise AwscredError(f"nothing was written: {who.error.message}", who.error.hint, exit_code=NO)


def report(
    files: Files, name: str, settings: Settings, who: Identity | None, *, is_new: bool = True
) -> None:
    """Report what was added, and its identity, or how to find that out if AWS was not asked."""
    done = f"Added profile {name}" if is_new else f"Replaced the key of profile {name}"
    lines = [f"{done} in {places(files, name)}."]
    if who is not None:
        lines.append(f"Its identity is {who.arn} in account {who.account}.")
    elif "sso_session" in settings:
        lines.append(
            f"Run `aws sso login --profile {name}` to sign in, then `awscred whoami {name}`."
        )
    else:
        lines.append(f"Not checked with AWS. Run `awscred whoami {name}` to check.")
    for line in lines:
        tell(line)
