"""Files to measure on: as many profiles as wanted, of every kind, about nine lines each."""

from __future__ import annotations

from pathlib import Path

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def write_profiles(home: Path, count: int) -> None:
    """Write both files under `home/.aws`: six of ten profiles have keys, two are roles, one signs
    in by SSO, one has a temporary key."""
    config = [
        "[sso-session corp]\nsso_start_url = https://example.awsapps.com/start\n"
        "sso_region = us-east-1\nsso_registration_scopes = sso:account:access\n\n"
    ]
    credentials = ["# Amazon Web Services\n\n"]
    for number in range(count):
        name = f"team-{number % 97:02d}.project-{number:05d}"
        config.append(f"[profile {name}]\nregion = eu-west-1\noutput = json\n")
        last = number % 10
        if last in (6, 7):
            config.append(f"role_arn = arn:aws:iam::123456789012:role/deploy-{number}\n")
            config.append("source_profile = team-00.project-00000\n")
        elif last == 8:
            config.append(
                "sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n"
            )
        else:
            key = KEY if last < 6 else KEY.replace("AKIA", "ASIA")
            credentials.append(f"# {name}, rotated by the platform team\n[{name}]\n")
            credentials.append(f"aws_access_key_id = {key}\naws_secret_access_key = {SECRET}\n")
            if last == 9:
                credentials.append(f"aws_session_token = {'EXAMPLE/' * 40}\n")
            credentials.append("\n")
        config.append("\n")
    folder = home / ".aws"
    folder.mkdir(parents=True)
    (folder / "config").write_text("".join(config))
    (folder / "credentials").write_text("".join(credentials))
    (folder / "credentials").chmod(0o600)


def write_keys(home: Path, count: int) -> None:
    """Write a credentials file under `home/.aws`: profiles p0, p1 ... with keys."""
    (home / ".aws").mkdir(parents=True)
    (home / ".aws" / "credentials").write_text(
        "".join(
            f"[p{number}]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n\n"
            for number in range(count)
        )
    )


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
