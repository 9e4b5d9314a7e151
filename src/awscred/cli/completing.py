"""What each argument and option may be, for shell completion; click knows the rest.

Every command imports this module, so whatever only completion needs is imported when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import click

from awscred.errors import AwscredError
from awscred.headers import CONFIG, OTHER_SECTIONS, section_type

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from awscred.completion.words import Answer, Candidate, Typed
    from awscred.profiles import Files

Complete: TypeAlias = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def answer(app: click.Command, state: object, typed: Typed) -> Answer:
    """The commands, options and values that the word at the cursor may be.

    `state` is what commands get if there are no global options.
    """
    from click.shell_completion import ShellComplete

    from awscred.completion.words import Answer, Candidate

    option, equals, value = typed.current.partition("=")
    is_value = bool(equals) and option.startswith("--")
    before = [*typed.before, option] if is_value else [*typed.before]
    asked = ShellComplete(app, {"obj": state}, "awscred", "")
    found = asked.get_completions(before, value if is_value else typed.current)
    head = f"{option}=" if is_value else ""
    return Answer(
        [
            Candidate(head + item.value, (item.help or "").partition("\n")[0].partition("  [")[0])
            for item in found
            if item.type == "plain"
        ],
        files=any(item.type == "file" for item in found),
    )


def _items(candidates: Iterable[Candidate]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(value, help=about or None) for value, about in candidates]


def _words(words: Iterable[str]) -> Iterator[Candidate]:
    from awscred.completion.words import Candidate

    return map(Candidate, words)


def one_of(list_them: Callable[[click.Context], Iterable[Candidate]]) -> Complete:
    """Complete one of those words."""
    return lambda ctx, _, __: _items(list_them(ctx))


def some_of(list_them: Callable[[click.Context], Iterable[Candidate]]) -> Complete:
    """Complete words separated by commas."""

    def complete(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        head, comma, _word = typed.rpartition(",")
        return _items(one._replace(value=head + comma + one.value) for one in list_them(ctx))

    return complete


def _profiles(ctx: click.Context) -> list[Candidate]:
    """The profiles of the files that the global options name, except those already typed; and the
    other sections, if the command accepts them."""
    from awscred.completion import profiles

    typed = [word for value in ctx.params.values() if isinstance(value, tuple) for word in value]
    sections = ctx.command.name in profiles.WITH_SECTIONS
    return profiles.candidates(typed, described=True, sections=sections, paths=ctx.obj.paths)


def _files_of(ctx: click.Context) -> Files:
    """The files that the global options name; empty if they cannot be read."""
    from awscred.ini import Document
    from awscred.profiles import Files
    from awscred.store import load

    try:
        return load(ctx.obj.paths, own=False)
    except AwscredError:
        return Files(Document(), Document())


def _sessions(ctx: click.Context) -> Iterator[Candidate]:
    return _words(_files_of(ctx).sso_sessions)


def _rules(_: click.Context) -> Iterator[Candidate]:
    from awscred.completion.words import Candidate
    from awscred.output.rules import title
    from awscred.rules import RULES

    return (Candidate(rule.id, title(rule)) for rule in RULES)


def _tools(_: click.Context) -> Iterator[Candidate]:
    from awscred.completion.words import Candidate
    from awscred.tools import TOOLS

    return (Candidate(tool, row.title) for tool, row in TOOLS.items())


def _settings(ctx: click.Context) -> Iterator[Candidate]:
    """The settings that are not typed yet; after a setting, its values."""
    from awscred.forms import REGIONS
    from awscred.settings import KNOWN, PROMPTED

    typed: tuple[str, ...] = ctx.params.get("settings") or ()
    words = iter(typed)
    for key in words:
        if key not in PROMPTED and next(words, None) is None:  # its value is being typed
            known = KNOWN.get(key)
            values = known.values if known else ()
            regions = REGIONS if key.endswith("region") else ()
            return _words(values or regions)
    kind, _ = section_type(CONFIG, ctx.params.get("profile") or "")
    if kind in OTHER_SECTIONS:
        return _words(key for key in KNOWN if kind in KNOWN[key].sections and key not in typed)
    return _words(key for key in KNOWN if key not in typed)


def _present(ctx: click.Context) -> Iterator[Candidate]:
    """The settings of the profile or other section that are not typed yet; of the latter, also
    nested ones."""
    from awscred.settings import is_setting

    files = _files_of(ctx)
    name: str = ctx.params.get("profile") or ""
    typed: tuple[str, ...] = ctx.params.get("keys") or ()
    keys: dict[str, None] = {}
    for _, section in files.places(name):
        for setting in section.settings:
            keys[setting.key.lower()] = None
            if name not in files.profiles:
                keys |= {f"{setting.key}.{below.key}".lower(): None for below in setting.nested}
    return _words(key for key in keys if is_setting(key) and key not in typed)


def _regions(_: click.Context) -> Iterator[Candidate]:
    from awscred.forms import REGIONS

    return _words(REGIONS)


def _sets(_: click.Context) -> Iterator[Candidate]:
    from awscred.completion.words import Candidate
    from awscred.store import backups

    return (Candidate(one.name, f"awscred {one.command}") for one in backups.look().sets)


def _files(*_: object) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem("", type="file")]


def _files_or_profiles(ctx: click.Context, _: click.Parameter, __: str) -> list[CompletionItem]:
    return [*_files(), *_items(_profiles(ctx))]


profile, session = one_of(_profiles), one_of(_sessions)
setting, present_setting = one_of(_settings), one_of(_present)
rule, region, undo_set = one_of(_rules), one_of(_regions), one_of(_sets)
rules, tools = some_of(_rules), some_of(_tools)
file, file_or_profile = _files, _files_or_profiles
