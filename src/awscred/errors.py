"""Expected errors, and the exit codes that scripts rely on."""

OK = 0
NO = 1
"""The answer is no: an error was found, AWS refuses a profile, or a profile is broken."""
USAGE = 2
"""Wrong usage: an invalid option, name or key."""
FAILED = 3
"""Could not do it, or could not find out: a file, a lock, the network."""
INTERRUPTED = 130
"""Ended by Ctrl-C."""


class Saved:
    """Whether this run has changed the files: a later failure must not look like a refusal."""

    def __init__(self) -> None:
        self.is_so = False


saved = Saved()


class AwscredError(Exception):
    """A refusal: what happened, and what to do next.

    `message` is one line without secrets. It may contain text from files, which is escaped when it
    is shown. `hint` says what to do, or is empty. `exit_code` is one of the codes above.
    """

    def __init__(self, message: str, hint: str = "", *, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
