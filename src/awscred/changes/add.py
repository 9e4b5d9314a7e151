"""A new profile, in the one form that every tool reads alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from awscred import ini
from awscred.changes.checks import check_encoding, check_name, check_value, edited
from awscred.changes.proof import prove
from awscred.errors import USAGE, AwscredError
from awscred.profile_names import PORTABLE
from awscred.profiles import CONFIG, CREDENTIALS, Files
from awscred.settings import CREDENTIAL_KEYS
from awscred.tools.reading import Reading

FILE_HEADER = (
    "AWS credentials: access keys, for the AWS CLI, the SDKs and the tools built on them.",
    "Each [name] begins a profile. Settings that are not secret go into the config file beside it.",
    "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html describes both.",
)
KEY_COMMENT = (
    "Treat the secret key like a password. If anybody else sees it, create a new key in IAM,\n"
    "put it here, and delete the old one."
)


def header_of(file: str, name: str) -> str:
    """The header of a profile's section in a file, in the form that every tool reads."""
    return name if file == CREDENTIALS or name == "default" else f"profile {name}"


def add_profile(
    files: Files, name: str, settings: Mapping[str, str], sso_session: Mapping[str, str] = {}
) -> Files:
    """The files with a new profile: its keys in credentials, all else in config.

    `sso_session` are the settings of the `[sso-session]` that the profile names, added too where
    there is none of that name yet. Raises AwscredError where the name is taken or unfit, where a
    value is unfit, and where the files are such that tools would not read the profile as asked.
    """
    check_encoding(files)
    session = settings.get("sso_session")
    files = files.about([name, session or name])
    check_name(name, files)
    settings = dict(settings)
    for key, value in (*settings.items(), *sso_session.items()):
        check_value(key, value)
    keys = {key: value for key, value in settings.items() if key in CREDENTIAL_KEYS}
    rest = {key: value for key, value in settings.items() if key not in CREDENTIAL_KEYS}
    after = files
    if keys:
        after = add_section(after, CREDENTIALS, name, keys)
    if rest:
        after = add_section(after, CONFIG, name, rest)
    if session and sso_session and session not in files.sso_sessions:
        if not PORTABLE.fullmatch(session):
            raise AwscredError(
                f"{session} cannot name an SSO session that every AWS tool reads",
                "use letters, digits and _ . / @ : + % - alone",
                exit_code=USAGE,
            )
        config = ini.add_section(after.config, f"sso-session {session}", sso_session.items())
        after = after.with_documents(config, after.credentials)

    def is_added(old: Reading, new: Reading, _: object, read: Collection[str]) -> bool:
        parts = {CONFIG: rest, CREDENTIALS: keys}
        mine = {key: value for file in read for key, value in parts[file].items()}
        profiles = {**old.profiles, name: mine} if mine else old.profiles
        sessions = dict(new.sessions)
        if session not in old.sessions:
            sessions.pop(session or "", None)
        return new.profiles == profiles and sessions == old.sessions

    prove(files, after, "the new profile", is_added)
    return after.whole()


def add_section(files: Files, file: str, name: str, settings: Mapping[str, str]) -> Files:
    """The files with a new section of a profile at the end of one of them, its settings in it.

    Raises AwscredError where the name would not stay on its line.
    """
    comment = ""
    if file == CREDENTIALS:
        comment = KEY_COMMENT
        files = files.with_documents(files.config, _headed(files.credentials))
    header = header_of(file, name)
    return edited(files, file, ini.add_section, header, settings.items(), comment)


def _headed(document: ini.Document) -> ini.Document:
    """A credentials file; where it has nothing in it, with the header that explains it."""
    text = document.text
    if text.strip():
        return document
    text += "\n" if text and not text.endswith("\n") else ""
    return document.with_text(text + "".join(f"# {line}\n" for line in FILE_HEADER))
