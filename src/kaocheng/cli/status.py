"""Exit statuses. Where several apply, the highest is returned: an input that could not be read outweighs findings."""

OK = 0
FINDINGS = 1  # at or above the --fail-on level
WRONG_USE = 2
UNREADABLE = 3  # some input; the others are still reported
INTERRUPTED = 130  # Ctrl-C, as shells say it
PIPE_CLOSED = 141  # whoever read the output has gone, as shells say it
