"""A comment `# awscred: ignore[...]` that ignores nothing.

## What it does
Reports an ignore comment that has no effect: a rule that does not exist (a warning, with the rule
that was probably meant), no rule at all or a comment on the same line as something else (warnings),
and a rule that finds nothing in the line below (an info). Rules whose findings depend on more than
the text of the files, such as file-mode, may be ignored in advance. If `--for` names some of the
tools only, ignores that find nothing are not reported.

## Why it matters
With a misspelled rule, the finding is still reported. On the same line as a setting, the AWS CLI
reads the comment as part of the value. An ignore that is no longer needed hides the next real
problem in that line.

## Example
```ini
# awscred: ignore[long-lived-key]
[profile ci]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Use instead
```ini
# awscred: ignore[long-lived-keys]
[profile ci]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
```

## Fix safety
No fix: only you can decide what to ignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from awscred.findings import INFO, WARNING, Finding
from awscred.guesses import Questions, closest
from awscred.ignores import Ignore, ignores
from awscred.rules.rule import KEYS, NOTHING, Bad, Context, Good, Rule
from awscred.tools import TOOLS

ID = "unused-ignore"
_is_shown = re.compile(r"[a-z][a-z-]{0,40}").fullmatch  # nothing secret looks like that

BAD = (
    Bad(
        f"# awscred: ignore[key-cas]\n[profile a]\n{KEYS}",
        "",
        (("config", 1, "there is no rule key-cas"),),
    ),
    Bad(
        f"; awscred: ignore[key-case, Key1]\n[profile a]\n{KEYS}",
        "",
        (("config", 1, "key-case finds nothing in line 2"), ("config", 1, "there is no such rule")),
    ),
    Bad("", f"[a]\n{KEYS}# awscred: ignore\n", (("credentials", 4, "names no rule"),)),
    Bad(
        "[default]  # awscred: ignore[empty-profile]\n",
        "",
        (("config", 1, "has no effect on the same line"),),
    ),
)
GOOD = (
    Good(f"# awscred: ignore[file-mode, unused-ignore]\n[profile a]\n{KEYS}", ""),
    Good(f"# awscred says: ignore what is below\n[profile a]\n{KEYS}", ""),
)


def check(context: Context) -> Iterator[Finding]:
    """Must come after all other rules, as it looks at what they have found."""
    from awscred.rules import RULES  # not above: this module is among them

    rules = {rule.id: rule for rule in RULES}
    found = {(item.place.file, item.place.span.line, item.rule) for item in context.found}
    has_all_tools = len(context.readings) == len(TOOLS)
    questions = Questions(lambda name: closest(name, rules, 0.6))
    everything = ignores(context.files)
    yield from _beside_something(everything, context.found)
    for ignore in everything:
        if not ignore.lines:
            continue
        if not ignore.rule:
            message = "this ignore comment names no rule"
            yield _finding(ignore, WARNING, message, "write `# awscred: ignore[RULE]`")
        elif ignore.rule not in rules:
            name = f"rule {ignore.rule}" if _is_shown(ignore.rule) else "such rule"
            message = f"there is no {name}{questions.about(ignore.rule)}"
            yield _finding(ignore, WARNING, message, "`awscred rules` lists the rules")
        elif (
            has_all_tools
            and not any((ignore.place.file, line, ignore.rule) in found for line in ignore.lines)
            and not _needs_more_than_text(rules[ignore.rule])
        ):
            message = f"{ignore.rule} finds nothing in line {ignore.lines[-1]}"
            yield _finding(ignore, INFO, message, f"remove {ignore.rule} from the comment")


def _beside_something(everything: Sequence[Ignore], others: Sequence[Finding]) -> Iterator[Finding]:
    """One for each line with comments after something else, if no other finding is about it."""
    known = {(one.place.file, one.place.span.line) for one in others if one.severity != INFO}
    for ignore in everything:
        line = ignore.place.file, ignore.place.span.line
        if not ignore.lines and line not in known:
            known.add(line)
            message = "an ignore comment has no effect on the same line as something else"
            hint = "write the comment on a line of its own above"
            yield _finding(ignore, WARNING, message, hint)


def _needs_more_than_text(rule: Rule) -> bool:
    """Whether a rule looks at permissions or AWS's answers, or at ignores themselves."""
    return rule.id == ID or any(
        bad.modes != (None, None) or bad.access or bad.identities for bad in rule.bad
    )


def _finding(ignore: Ignore, severity: str, message: str, hint: str) -> Finding:
    return Finding(ID, severity, message, hint, ignore.place, None, tuple(TOOLS))


RULE = Rule(ID, __doc__, WARNING, check, BAD, GOOD, NOTHING)
