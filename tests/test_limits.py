"""A tool's own limits do not stop an everyday change, and no change makes it read less."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import awscred
from awscred import changes, tools
from awscred.errors import AwscredError
from awscred.profiles import Files
from tests.aws import KEY, SECRET

PAIR = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
KEYS = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
SSO = "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n"
SESSION = {"sso_start_url": "https://example.awsapps.com/start", "sso_region": "eu-west-1"}
CORP = "[sso-session corp]\nsso_region = eu-west-1\n"
LOCAL = "s3 =\n  endpoint_url = http://localhost:4566\n"
BLOCK = "s3 =\n# fast\n  addressing_style = path\n"

Change = Callable[[Files], object]


def add(name: str = "new", **settings: str) -> Change:
    return lambda files: changes.add_profile(files, name, PAIR | settings)


def sign_in(name: str, session: str) -> Change:
    settings = {"sso_session": session, "sso_account_id": "123456789012", "sso_role_name": "Dev"}
    return lambda files: changes.add_profile(files, name, settings, SESSION)


def set_(name: str, **settings: str) -> Change:
    return lambda files: changes.set_values(files, name, settings)


def nested(name: str, key: str, value: str) -> Change:
    return lambda files: changes.set_values(files, name, {key: value})


def unset(name: str, key: str) -> Change:
    return lambda files: changes.unset_values(files, name, [key])


def rename(old: str, new: str) -> Change:
    return lambda files: changes.rename_profile(files, old, new)


def copy(old: str, new: str) -> Change:
    return lambda files: changes.copy_profile(files, old, new)


def remove(name: str) -> Change:
    return lambda files: changes.remove_profiles(files, [name], force=True)


EVERYDAY = {
    "php: [default] of config": ("[profile a]\nregion = x\n", "", rename("a", "default")),
    "php: a copy as [default]": ("[profile a]\nregion = x\n", "", copy("a", "default")),
    "php: a new profile in both files": ("", "", add(region="eu-west-1")),
    "php: keys for a profile of config": ("[profile a]\nregion = x\n", "", set_("a", **PAIR)),
    "php: a semicolon": (
        *("[profile a]\ncredential_process = /bin/x\n", ""),
        set_("a", credential_process='sh -c "a; b"'),
    ),
    "php: a new semicolon": ("", "", add(ca_bundle="a;b")),
    "php: a word without meaning": ("[profile a]\nyes = 1\n", "", add()),
    "dotnet: a comment after a header": ("[profile a] # x\nregion = x\n", "", add(region="y")),
    "dotnet: a comment in a block": (
        *(f"[profile a]\n{BLOCK}", ""),
        nested("a", "s3.addressing_style", "auto"),
    ),
    "dotnet: a renamed comment in a block": (f"[profile a]\n{BLOCK}", "", rename("a", "b")),
    "dotnet: a repeated setting": (
        *("[profile a]\nregion = x\nRegion = y\noutput = json\n", ""),
        unset("a", "region"),
    ),
    "dotnet: two kinds of credentials": ("", f"[a]\n{KEYS}", set_("a", role_arn="arn:x")),
    "dotnet: an empty last setting": ("[profile a]\nregion =\n", "", add(region="y")),
    "ruby: a comment that moves": (
        *("[profile a]\nregion = x\n[profile b]\nregion = y\n# output = text\n# x\n", ""),
        remove("b"),
    ),
    "ruby: a commented setting": ("[profile a]\n# region = x\noutput = json\n", "", copy("a", "b")),
    "ruby: a new session": ("", "", sign_in("a", "corp")),
    "ruby: a session": (CORP, "", nested("sso-session corp", "sso_region", "x")),
    "cpp: what ends the reading": (
        *("[services a]\ns3 =\n  region = x\n[profile a]\nregion = x\n", ""),
        add(region="y"),
    ),
    "cpp: what ended the reading": (
        *("[services a]\ns3 =\n  region = x\n[profile a]\nregion = x\n", ""),
        remove("services a"),
    ),
    "cpp: brackets": ("[profile a]\nregion = x\n", "", set_("a", endpoint_url="http://[::1]:80")),
    "crt: a session of the same name": ("", "", sign_in("corp", "corp")),
    "crt: its settings": (
        *(f"{CORP}[profile corp]\n{SSO}", ""),
        nested("sso-session corp", "sso_registration_scopes", "sso:account:access"),
    ),
    "crt: the profile's settings": (f"{CORP}[profile corp]\n{SSO}", "", set_("corp", region="x")),
    "crt: the profile renamed": (f"{CORP}[profile corp]\n{SSO}", "", rename("corp", "b")),
    "crt: renamed to it": (f"{CORP}[profile b]\n{SSO}", "", rename("b", "corp")),
    "crt: copied": (f"{CORP}[profile corp]\n{SSO}", "", copy("corp", "b")),
    "crt: the profile removed": (f"{CORP}[profile corp]\n{SSO}", "", remove("corp")),
    "crt: removed": (f"{CORP}[profile corp]\n{SSO}", "", remove("sso-session corp")),
    "crt: services": (
        *(f"[services a]\n{LOCAL}[profile a]\nservices = a\n", ""),
        nested("services a", "dynamodb.endpoint_url", "http://x"),
    ),
}


@pytest.mark.parametrize(("config", "credentials", "change"), EVERYDAY.values(), ids=EVERYDAY)
def test_the_limits_of_a_tool_do_not_stop_a_change(
    config: str, credentials: str, change: Change
) -> None:
    change(awscred.read(config=config, credentials=credentials))


WORSE = {
    "a setting in brackets' way": (
        *("[profile a]\ncredential_process = /bin/x\nregion = x\n", ""),
        set_("a", credential_process="/bin/x [a]"),
        "the C++ SDK",
    ),
    "a word of PHP's own": ("[profile a]\nregion = x\n", "", set_("a", yes="1"), "the PHP SDK"),
    "a block below a header that is ignored": (
        *("[profile ü]\nregion = x\n", ""),
        nested("ü", "s3.addressing_style", "path"),
        "the C runtime",
    ),
    "a block below another header": (
        *("", "[profile a]\nregion = x\ns3 =\n  addressing_style = path\n"),
        rename("a", "b"),
        "the .NET SDK",
    ),
}


@pytest.mark.parametrize(("config", "credentials", "change", "tool"), WORSE.values(), ids=WORSE)
def test_a_change_that_makes_a_tool_read_less_is_refused(
    config: str, credentials: str, change: Change, tool: str
) -> None:
    with pytest.raises(AwscredError) as refused:
        change(awscred.read(config=config, credentials=credentials))
    assert str(refused.value).startswith(f"{tool} would misread")


def test_the_hint_for_a_tool_that_is_asked_by_name_only() -> None:
    files = awscred.read(config="[profile a]\ncredential_process = /bin/x\nregion = x\n")
    with pytest.raises(AwscredError) as refused:
        set_("a", credential_process="/bin/x [a]")(files)
    assert refused.value.hint == (
        "if you do not use the C++ SDK, make the change with `awscred edit`; "
        "otherwise see `awscred validate --for cpp`"
    )


@pytest.mark.parametrize("name", [tool for tool, row in tools.TOOLS.items() if not row.is_default])
def test_every_tool_is_asked(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a tool loses what it read, the change is refused for this tool."""
    real = tools.load(name).read

    def read(config: object, credentials: object) -> object:
        reading = real(config, credentials)  # type: ignore[arg-type]
        is_changed = "eu-west-2" in f"{config}{credentials}"
        return reading._replace(profiles={} if is_changed else reading.profiles)

    monkeypatch.setattr(tools.load(name), "read", read)
    files = awscred.read(config="[profile a]\nregion = eu-west-1\noutput = json\n")
    with pytest.raises(AwscredError, match=re.escape(tools.TOOLS[name].title)):
        changes.set_values(files, "a", {"region": "eu-west-2"})


@pytest.mark.parametrize("kind", ["sso-session", "services"])
def test_the_tools_that_pour_are_those_that_say_so(kind: str) -> None:
    files = awscred.read(config=f"[profile p]\nx = 1\n[{kind} p]\ny = 1\n")
    for name in tools.TOOLS:
        found = awscred.reading(name, files).profiles["p"]
        assert ("y" in found) == tools.load(name).HABITS.pours
