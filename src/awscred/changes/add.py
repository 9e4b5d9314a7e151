"""A new profile, in the one form that every tool reads alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from awscred import ini
from awscred.changes.checks import check_encoding, check_name, check_value, edited
from awscred.changes.limits import is_limited
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
    """The files with a new profile: its keys in credentials, everything else in config.

    `sso_session` are the settings of the `[sso-session]` that the profile names, which is added if
    it does not exist. Raises AwscredError as `add_profiles` does.
    """
    return add_profiles(files, {name: settings}, sso_session)


def add_profiles(
    files: Files,
    profiles: Mapping[str, Mapping[str, str]],
    sso_session: Mapping[str, str] = {},
) -> Files:
    """The files with new profiles, by name, as one change: read and proven once for all of them.

    `sso_session` are the settings of the session that they name, as in `add_profile`. Raises
    AwscredError if a name is taken, if a name or a value is not valid, and if some tool would not
    read the profiles as asked.
    """
    check_encoding(files)
    named = {settings.get("sso_session") for settings in profiles.values()} - {None}
    session = next(iter(named), None)
    files = files.about([*profiles, *filter(None, named)])
    after = files
    for name, settings in profiles.items():
        check_name(name, files)
        for key, value in (*settings.items(), *sso_session.items()):
            check_value(key, value)
    for file in (CREDENTIALS, CONFIG):
        parts = {name: _part(settings, file) for name, settings in profiles.items()}
        after = add_sections(after, file, {name: part for name, part in parts.items() if part})
    if session and sso_session and session not in files.sso_sessions:
        if not PORTABLE.fullmatch(session):
            raise AwscredError(
                f'"{session}" is not portable: some AWS tools do not read that session name',
                "use only letters, digits and _ . / @ : + % -",
                exit_code=USAGE,
            )
        config = ini.add_section(after.config, f"sso-session {session}", sso_session.items())
        after = after.with_documents(config, after.credentials)

    def is_added(old: Reading, new: Reading, _: Files, read: Collection[str]) -> bool:
        added = {
            name: {key: value for file in read for key, value in _part(settings, file).items()}
            for name, settings in profiles.items()
        }
        wanted = {**old.profiles, **{name: part for name, part in added.items() if part}}
        if is_limited(old.tool):
            wanted |= {name: new.profiles[name] for name in added if name in new.profiles}
        sessions = dict(new.sessions)
        if session not in old.sessions:
            sessions.pop(session or "", None)
        return new.profiles == wanted and sessions == old.sessions

    what = "the new profile" if len(profiles) == 1 else "the new profiles"
    prove(files, after, what, is_added)
    return after.whole()


def _part(settings: Mapping[str, str], file: str) -> dict[str, str]:
    """The settings of a new profile that go into a file: keys into credentials."""
    return {
        key: value
        for key, value in settings.items()
        if (key in CREDENTIAL_KEYS) == (file == CREDENTIALS)
    }


def add_section(files: Files, file: str, name: str, settings: Mapping[str, str]) -> Files:
    """The files with a new section of a profile at the end of one file: see `add_sections`."""
    return add_sections(files, file, {name: settings})


def add_sections(files: Files, file: str, profiles: Mapping[str, Mapping[str, str]]) -> Files:
    """The files with new sections of profiles, with their settings, at the end of one file.

    Raises AwscredError if a name would not stay on its line.
    """
    if not profiles:
        return files
    comment = ""
    if file == CREDENTIALS and not files.credentials.text.strip():  # others have their own style
        comment = KEY_COMMENT
        files = files.with_documents(files.config, _headed(files.credentials))
    sections = [
        ini.NewSection(header_of(file, name), settings.items(), comment)
        for name, settings in profiles.items()
    ]
    return edited(files, file, ini.add_sections, sections)


def _headed(document: ini.Document) -> ini.Document:
    """An empty credentials file, with the comment that explains the file."""
    text = document.text
    text += "\n" if text and not text.endswith("\n") else ""
    return document.with_text(text + "".join(f"# {line}\n" for line in FILE_HEADER))
