"""What can go wrong that is nobody's bug, and the exit codes that scripts rely on."""

OK = 0
NO = 1
"""The answer is no: findings of error severity, a profile that AWS refuses or that is broken."""
USAGE = 2
"""Wrong usage: an option, a name or a key that cannot be meant."""
FAILED = 3
"""Could not do it, or could not find out: files, locks, the network."""
INTERRUPTED = 130
"""Ended by Ctrl-C."""


class Saved:
    """Whether this run has changed the files: what fails later must not look like a refusal."""

    def __init__(self) -> None:
        self.is_so = False


saved = Saved()


class AwscredError(Exception):
    """A refusal: what happened, and what to do next.

    `message` is one line without secrets; text from files may stand in it, and is escaped where it
    is shown. `hint` says what to do, or is empty. `exit_code` is one of the codes above.
    """

    def __init__(self, message: str, hint: str = "", *, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
