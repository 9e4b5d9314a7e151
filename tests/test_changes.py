"""New profiles are in the form that every tool reads alike, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session
from hypothesis import given
from hypothesis import strategies as st

import awscred
from awscred import changes, tools
from awscred.changes import proof
from awscred.errors import USAGE, AwscredError
from awscred.ini import Document
from awscred.profiles import Files
from awscred.tools.reading import Reading
from tests.sizes import examples

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NONE = awscred.read()


def botocore_profiles(config: Path, credentials: Path) -> dict[str, dict[str, Any]]:
    """What botocore itself reads."""
    session = Session()
    session.set_config_variable("config_file", str(config))
    session.set_config_variable("credentials_file", str(credentials))
    profiles: dict[str, dict[str, Any]] = session.full_config["profiles"]
    return profiles


@pytest.mark.parametrize(
    "name", ["default", "dev", "a-b_c.d/e@f:g+h%i", "-x", "1", "profile", "sso-session", "Default"]
)
def test_a_name_that_every_tool_reads_is_taken(name: str) -> None:
    changes.check_name(name, NONE)


@pytest.mark.parametrize(
    "name",
    [
        *["", " ", "a b", "a\tb", "münchen", "a]b", "[a", "a#b", "a;b", "'a'", "a=b", "a\nb"],
        *["a\x1b[31m", "a\u202e", "CORP\\bob", SECRET],
        *["DEFAULT", "__proto__", "constructor", "toString", "hasOwnProperty"],
    ],
)
def test_a_name_that_some_tool_cannot_read_is_refused(name: str) -> None:
    with pytest.raises(AwscredError) as refused:
        changes.check_name(name, NONE)
    assert refused.value.exit_code == USAGE
    assert refused.value.hint
    assert SECRET not in refused.value.message


@pytest.mark.parametrize(
    ("config", "credentials"),
    [
        pytest.param("[profile a]\n", "", id="config"),
        pytest.param("", "[a]\n", id="credentials"),
        pytest.param("[a]\n", "", id="config, where the Toolkit alone reads it"),
        pytest.param("", "[profile a]\n", id="credentials, with a prefix"),
        pytest.param('[profile "a"]\n', "", id="quoted"),
        pytest.param("  [profile  a]\n", "", id="padded"),
        pytest.param("", "\ufeff[a]\n", id="behind a BOM"),
        pytest.param("[profile a b]\n", "", id="the first word, all that the Toolkit reads"),
    ],
)
def test_a_name_that_is_taken_is_refused(config: str, credentials: str) -> None:
    with pytest.raises(AwscredError, match="already exists"):
        changes.check_name("a", awscred.read(config=config, credentials=credentials))


@pytest.mark.parametrize(
    "value",
    ["", " a", "a ", "a\nb", "é", "a\x00", "'a'", '"', "a #b", "a\t;b", "#a", "\u202ea"],
)
def test_a_value_that_tools_read_differently_is_refused(value: str) -> None:
    with pytest.raises(AwscredError) as refused:
        changes.check_value("k", value)
    assert refused.value.exit_code == USAGE


@pytest.mark.parametrize("value", ["a", "a b", "a#b", "a;b", "a=b", "it's", "100%", SECRET])
def test_a_value_that_all_tools_read_alike_is_taken(value: str) -> None:
    changes.check_value("k", value)


NAMES = st.from_regex(r"[A-Za-z0-9_./@:+%-]{1,20}", fullmatch=True) | st.just("default")


def _is_portable(value: str) -> bool:
    try:
        changes.check_value("k", value)
    except AwscredError:
        return False
    return True


VALUES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=40)
# Files to begin with, in many styles, none of which botocore refuses.
TOPS = st.sampled_from(["", "\n", "# note\n", "# note\n\n", "; note\n", "   \n\n"])
HEADERS = ["default", "profile other", "profile 'a b'", "sso-session s", "services v"]
BODIES = st.sampled_from(
    [
        "",
        "region = eu-west-1\n",
        "region=eu-west-1\n\n\n",
        "# note\nregion = x # y\n",
        "s3 =\n  max_queue_size = 5\n",
        "s3 =\n  max_queue_size = 5\n\nOutput : json\n",
        "é = ü\nk = 'v'\r\n",
        f"aws_access_key_id={KEY}\naws_secret_access_key={SECRET}\n",
    ]
)


@st.composite
def _files(draw: st.DrawFn) -> str:
    headers = draw(st.lists(st.sampled_from(HEADERS), unique=True, max_size=4))
    text = draw(TOPS) + "".join(f"[{header}]\n{draw(BODIES)}" for header in headers)
    text = text.removesuffix(draw(st.sampled_from(["", "\n"])))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@examples(300, 5000)
@given(
    name=NAMES,
    config=_files(),
    credentials=_files().map(lambda text: text.replace("[profile ", "[")),
    region=VALUES.filter(_is_portable),
    secret=VALUES.filter(_is_portable) | st.none(),
)
def test_botocore_and_the_toolkit_read_what_was_asked_for(
    name: str, config: str, credentials: str, region: str, secret: str | None, tmp_path: Path
) -> None:
    settings = {"region": region}
    if secret:
        settings |= {"aws_access_key_id": KEY, "aws_secret_access_key": secret}
    before = awscred.read(config=config, credentials=credentials)
    if name in before.profiles:
        with pytest.raises(AwscredError, match="already exists"):
            changes.add_profile(before, name, settings)
        return
    after = changes.add_profile(before, name, settings)
    assert str(after.config).startswith(config)
    assert str(after.credentials).startswith(credentials)
    if not secret:
        assert after.credentials == before.credentials
    old, new = (awscred.reading("toolkit", files).profiles for files in (before, after))
    assert new == {**old, name: settings}
    old, new = (_in_botocore(files, tmp_path) for files in (before, after))
    assert new == {**old, name: settings}


def _in_botocore(files: Files, folder: Path) -> dict[str, dict[str, Any]]:
    config, credentials = folder / "config", folder / "credentials"
    config.write_bytes(bytes(files.config))
    credentials.write_bytes(bytes(files.credentials))
    return botocore_profiles(config, credentials)


def test_keys_stand_in_credentials_and_the_rest_in_config() -> None:
    settings = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region": "eu-west-1"}
    after = changes.add_profile(NONE, "dev", settings)
    assert str(after.config) == "[profile dev]\nregion = eu-west-1\n"
    header, comment = (
        "".join(f"# {line}\n" for line in lines)
        for lines in (changes.FILE_HEADER, changes.KEY_COMMENT.splitlines())
    )
    assert str(after.credentials) == (
        f"{header}\n[dev]\n{comment}aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )


def test_default_has_a_header_of_its_own_in_config() -> None:
    after = changes.add_profile(NONE, "default", {"region": "eu-west-1"})
    assert str(after.config) == "[default]\nregion = eu-west-1\n"


@pytest.mark.parametrize(
    ("credentials", "headed"),
    [("", True), ("\n", True), (" \r\n\t", True), ("# mine\n", False), ("[b]\n", False)],
)
def test_only_a_new_or_blank_file_gets_the_header(credentials: str, headed: bool) -> None:
    before = awscred.read(credentials=credentials)
    after = changes.add_profile(before, "a", {"aws_access_key_id": KEY})
    assert (changes.FILE_HEADER[0] in str(after.credentials)) == headed
    again = changes.add_profile(after, "again", {"aws_access_key_id": KEY})
    assert str(again.credentials).count(changes.FILE_HEADER[0]) == headed
    assert str(after.config) == str(again.config) == ""


def test_what_some_tool_would_not_read_as_meant_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """For any tool, and also if it would read another profile differently."""
    before = awscred.read(config="[profile old]\nregion = x\n")

    def read(tool: str, config: Document, credentials: Document) -> Reading:
        reading = tools.read(tool, config, credentials)
        wrong = tool == "go" and "a" in reading.profiles
        return reading._replace(profiles={**reading.profiles, "old": {}}) if wrong else reading

    monkeypatch.setattr(proof, "read", read)
    with pytest.raises(AwscredError, match="the Go SDK would misread the new profile"):
        changes.add_profile(before, "a", {"region": "x"})


@pytest.mark.parametrize("session", ["my corp", "a]b", "a#b", "'a'", "é"])
def test_a_new_session_s_name_is_one_that_every_tool_reads(session: str) -> None:
    with pytest.raises(AwscredError) as refused:
        changes.add_profile(NONE, "a", {"sso_session": session}, {"sso_region": "eu-west-1"})
    assert refused.value.exit_code == USAGE


def test_a_new_session_is_written_and_an_old_one_left() -> None:
    profile = {"sso_session": "corp", "sso_account_id": "123456789012", "sso_role_name": "Dev"}
    session = {"sso_start_url": "https://example.awsapps.com/start", "sso_region": "eu-west-1"}
    first = changes.add_profile(NONE, "a", profile, session)
    second = changes.add_profile(first, "b", profile, session)
    assert str(second.config).count("[sso-session corp]") == 1
    assert first.sso_sessions["corp"][0].values == session


def test_behind_lone_carriage_returns_a_profile_is_read(tmp_path: Path) -> None:
    before = awscred.read(credentials="[old]\rregion = x\r")
    after = changes.add_profile(before, "a", {"aws_access_key_id": KEY})
    old, new = (_in_botocore(files, tmp_path) for files in (before, after))
    assert new == {**old, "a": {"aws_access_key_id": KEY}}
    assert awscred.reading("toolkit", after).profiles == {"a": {"aws_access_key_id": KEY}}
    assert str(after.credentials).startswith("[old]\rregion = x\r")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("file", ["config", "credentials"])
def test_a_file_in_utf_16_is_refused(file: str, encoding: str) -> None:
    before = awscred.read(**{file: "[old]\nregion = x\n".encode(encoding)})
    with pytest.raises(AwscredError, match="UTF-16") as refused:
        changes.add_profile(before, "a", {"aws_access_key_id": KEY})
    assert "UTF-8" in refused.value.hint


def test_a_change_that_lands_in_another_profile_is_refused() -> None:
    """Also in a profile that the proof does not look at, because all tools read it alike."""
    plain = "".join(f"[profile p{number}]\nregion = eu-west-1\n" for number in range(9))
    before = awscred.read(config=plain).about(["p1"])
    for wrong in (
        plain.replace("[profile p7]\nregion = eu-west-1", "[profile p7]\nregion = x"),
        plain.replace("[profile p7]\nregion = eu-west-1\n", ""),
        plain.replace("[profile p8]", "[profile p9]"),
    ):
        after = before.with_documents(before.config.with_text(wrong), before.credentials)
        with pytest.raises(AwscredError, match="other profiles in config would also change"):
            proof.prove(before, after, "it", lambda *_: True)
    gap = plain.replace("[profile p7]", "\n[profile p7]")
    after = before.with_documents(before.config.with_text(gap), before.credentials)
    assert proof.prove(before, after, "it", lambda *_: True) == ()


def test_the_comment_above_the_profile_behind_stays_where_one_is_removed() -> None:
    """Also if the proof does not look at the profiles around it."""
    plain = [f"[profile p{number}]\nregion = eu-west-1\n\n" for number in range(9)]
    comment = "# about p6\n"
    before = awscred.read(config="".join([*plain[:6], comment, *plain[6:]]))
    after = changes.remove_profiles(before, ["p5"])
    assert str(after.config) == "".join([*plain[:5], comment, *plain[6:]])


def test_a_profile_given_twice_in_plain_sections_is_in_nobody_s_way() -> None:
    """Although the new name is in one of them, which is looked at for that reason."""
    plain = "[profile a]\nregion = x\n\n[profile b]\nregion = x\n\n[profile b]\noutput = json\n"
    after = changes.copy_profile(awscred.read(config=plain), "a", "json")
    assert str(after.config) == f"{plain}\n[profile json]\nregion = x\n"


def test_settings_are_set_at_once_though_a_tool_passes_over_one_of_them() -> None:
    """Go drops the `output` in credentials, and is named, as if it is set alone."""
    before = awscred.read(
        config="[profile a]\ncli_pager = cat\n",
        credentials=f"[a]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
        "output = table\n",
    )
    after = changes.set_values(before, "a", {"region": "eu-west-1", "output": "json"})
    assert after.unseen == ("go",)
    assert str(after.files.config).endswith("region = eu-west-1\n")
    assert str(after.files.credentials).endswith("output = json\n")


def test_a_tool_that_refuses_one_file_still_reads_the_changed_other_one() -> None:
    """botocore reads `[profile x]junk` as profile x, and refuses a second one."""
    before = awscred.read(config="[profile x]junk\n  region = y\n", credentials="[]\n")
    with pytest.raises(AwscredError, match="the settings of x") as refused:
        changes.set_values(before, "x", {"output": "json"})
    assert "config:1" in refused.value.hint


@pytest.mark.parametrize("credentials", ["junk\n", "[a]\nregion = x\n[a]\noutput = json\n"])
def test_beside_a_refused_file_the_other_one_can_be_changed(credentials: str) -> None:
    before = awscred.read(config="[profile b]\nregion = x\n", credentials=credentials)
    assert tools.read("cli", before.config, before.credentials).error
    for after in (
        changes.set_values(before, "b", {"output": "json"}).files,
        changes.unset_values(before, "b", ["region"]).files,
        changes.add_profile(
            before, "c", {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region": "y"}
        ),
        changes.rename_profile(before, "b", "c"),
        changes.copy_profile(before, "b", "c"),
        changes.remove_profiles(before, ["b"]),
    ):
        assert after.config != before.config
        assert "config" in tools.read_each("cli", after.config, after.credentials)
