"""Files to measure on: as many profiles as wanted, of every kind, about nine lines each."""

from __future__ import annotations

from pathlib import Path

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ODD = (  # as in real files; some rule reports each
    ("region = eu-west-1\n", "region = eu-west-1 # Ireland\n"),
    ("output = json\n", "output = jsno\n"),
    ("region = eu-west-1\n", "regoin = eu-west-1\n"),
    ("region = eu-west-1\n", "Region = eu-west-1\n"),
    ("output = json\n", "cli_pager =\nduration_seconds = 3600\n"),
)


def write_profiles(home: Path, count: int, odd: int = 0) -> None:
    """Write both files under `home/.aws`, `odd` of whose profiles have something to report.

    Six of ten profiles have keys, two are roles, one signs in by SSO, one has a temporary key.
    """
    config = [
        "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
        "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n\n"
    ]
    credentials = ["# Amazon Web Services\n\n"]
    step = count // (odd or 1)
    for number in range(count):
        in_config, in_credentials = _profile(number)
        if odd and number % step == step // 2:
            in_config = in_config.replace(*_ODD[number // step % len(_ODD)])
        config.append(in_config)
        credentials.append(in_credentials)
    folder = home / ".aws"
    folder.mkdir(parents=True)
    (folder / "config").write_text("".join(config))
    (folder / "credentials").write_text("".join(credentials))
    (folder / "credentials").chmod(0o600)


def _profile(number: int) -> tuple[str, str]:
    """The sections of one profile in config and in credentials."""
    name = f"team-{number % 97:02d}.project-{number:05d}"
    config = f"[profile {name}]\nregion = eu-west-1\noutput = json\n"
    last = number % 10
    if last in (6, 7):
        config += f"role_arn = arn:aws:iam::123456789012:role/deploy-{number}\n"
        config += "source_profile = team-00.project-00000\n"
    elif last == 8:
        config += "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n"
    if last in (6, 7, 8):
        return f"{config}\n", ""
    key = _key_id(number) if last < 6 else _key_id(number).replace("AKIA", "ASIA")
    secret = SECRET.replace("bPxRfi", f"{number:06d}")
    credentials = f"# {name}, rotated by the platform team\n[{name}]\n"
    credentials += f"aws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
    if last == 9:
        credentials += f"aws_session_token = {'EXAMPLE/' * 40}\n"
    return f"{config}\n", f"{credentials}\n"


def _key_id(number: int) -> str:
    """An access key id of the form that AWS gives out, another one for each number."""
    digits = "".join(_DIGITS[number >> shift & 31] for shift in (15, 10, 5, 0))
    return KEY.replace("ODNN", digits)


def write_keys(home: Path, count: int) -> None:
    """Write a credentials file under `home/.aws`: profiles p0, p1 ... with keys."""
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "credentials").write_text(
        "".join(
            f"[p{number}]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n\n"
            for number in range(count)
        )
    )


def write_csv(path: Path, count: int) -> None:
    """Write a file with the keys of that many users, as the console would."""
    rows = (f"user-{number},{_key_id(number)},{SECRET}\n" for number in range(count))
    path.write_text("User name,Access key ID,Secret access key\n" + "".join(rows))


def write_chain(home: Path, depth: int) -> None:
    """Write both files under `home/.aws`: roles that each name the next, and keys at the end."""
    role = "arn:aws:iam::123456789012:role/deploy"
    folder = home / ".aws"
    folder.mkdir(parents=True)
    (folder / "config").write_text(
        "".join(
            f"[profile p{number}]\nrole_arn = {role}-{number}\nsource_profile = p{number + 1}\n\n"
            for number in range(depth)
        )
    )
    (folder / "credentials").write_text(
        f"[p{depth}]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n"
    )
    (folder / "credentials").chmod(0o600)
