"""A credential command that some tools cannot run.

## What it does
Reports a `credential_process` that needs a shell, that begins and ends with a quote, or that has an
unclosed quote.

## Why it matters
The AWS CLI runs the command without a shell: it does not understand `~`, `$HOME`, pipes, `&&` or
`A=1 command`, and fails. The AWS Toolkit and the SDKs run the command in a shell, where these work.
The Go SDK first removes a quote from each end of the value, which changes a command such as
`"/opt/my tools/get" "dev"`. With an unclosed quote, every tool fails.

## Example
```ini
[profile dev]
credential_process = cat ~/dev.json | decrypt
```

## Use instead
```ini
[profile dev]
credential_process = sh -c 'cat ~/dev.json | decrypt' -
```

The `-` at the end keeps the Go SDK from removing the quote before it.

## Fix safety
No fix: only you know what the command needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, Finding
from awscred.profiles import Profile
from awscred.rules.places import value_place
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.tools import tools_do, tools_that
from awscred.tools.cli import shell

ID = "process-command"

_KEY = "credential_process"
_QUOTED = r"""(?s)'[^']*'|"([^"\\]*(?:\\.[^"\\]*)*)"|\\."""
_SYNTAX = {
    "a variable set before the command": r"^[A-Za-z_][A-Za-z0-9_]*=",
    "a `~` for the home folder": r"(?:^|\s)~",
    "a `$` for a variable": r"\$[A-Za-z0-9_{(@*#?$!-]",
    "a command in backticks": "`",
    "a pipe": r"\|",
    "more than one command": "[&;\n]",
    "a redirection": "[<>]",
    "parentheses": "[()]",
}


def _example(command: str) -> str:
    return f"[profile a]\n{_KEY} = {command}\n"


BAD = (
    Bad(_example("~/bin/get dev"), "", (("config", 2, "a `~` for the home folder"),)),
    Bad(_example('/opt/get --file "$HOME/dev.json"'), "", (("config", 2, "a `$`"),)),
    Bad(_example("STAGE=dev /opt/get"), "", (("config", 2, "before the command"),)),
    Bad(_example("/opt/get | jq ."), "", (("config", 2, "a pipe"),)),
    Bad(_example("/opt/login && /opt/get 2>/dev/null"), "", (("config", 2, "a redirection"),)),
    Bad(_example("/opt/get `whoami`"), "", (("config", 2, "backticks"),)),
    Bad(_example('"/opt/my tools/get"'), "", (("config", 2, "removes these quotes"),)),
    Bad(_example("'/opt/my tools/get' --as 'dev'"), "", (("config", 2, "removes these quotes"),)),
    Bad(_example('/opt/get "dev'), "", (("config", 2, "has an unclosed quote"),)),
    Bad(
        "",
        "[a]\ncredential_process = /opt/get o'brien\n",
        (("credentials", 2, "an unclosed quote"),),
    ),
)
GOOD = (
    Good(_example("/opt/get --account 123456789012"), ""),
    Good(_example("sh -c 'cat ~/dev.json | decrypt' -"), ""),
    Good(_example('"/opt/my tools/get" dev'), ""),
    Good(_example(r"/opt/my\ tools/get --name a=1 --price \$5 --mail me~you@example.com"), ""),
)


def check(context: Context) -> Iterator[Finding]:
    for profile in context.having(_KEY):
        command = profile.settings[_KEY]
        said = f"the command of profile {profile.name}"
        if not _is_balanced(command):
            said += " has an unclosed quote: no tool can run it"
            yield _finding(profile, said, "close the quote", context.asked)
            continue
        if len(command) > 1 and command[0] == command[-1] and command[0] in "'\"":
            hint = "reorder the arguments so that the last one has no quotes"
            tools = tools_that(context.asked, lambda does: not does.keeps_quotes)
            remove = tools_do(context.asked, tools, "removes", "remove")
            quotes = f"{said} begins and ends with a quote: {remove} these quotes"
            yield _finding(profile, quotes, hint, tools)
        outside = re.sub(_QUOTED, _without_quotes, command)
        needed = [what for what, form in _SYNTAX.items() if re.search(form, outside)]
        if needed:
            tools = tools_that(context.asked, lambda does: not does.shell)
            runs = tools_do(
                context.asked,
                tools,
                "runs it without a shell, and fails",
                "run it without a shell, and fail",
            )
            said += f" has {', '.join(needed)}: {runs}"
            hint = "move the command to a script, or run it in a shell: sh -c '...' -"
            yield _finding(profile, said, hint, tools)


def _is_balanced(command: str) -> bool:
    try:
        shell.split(command)
    except ValueError:
        return False
    return True


def _without_quotes(match: re.Match[str]) -> str:
    """What a shell interprets in quoted text: variables and backticks, which work in "..."."""
    return "".join(re.findall(r"\$[^\\]|`", re.sub(r"(?s)\\.", "", match[1] or ""))) or "-"


def _finding(profile: Profile, message: str, hint: str, tools: tuple[str, ...]) -> Finding:
    place = value_place(profile, _KEY)
    return Finding(ID, ERROR, message, hint, place, profile.name, tools)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
