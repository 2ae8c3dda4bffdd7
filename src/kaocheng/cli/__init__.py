"""The command line: one module per command; parsing and printing only.

Nothing heavy is imported before a command runs, so that `kaocheng --version` and the help answer at once.
"""

from kaocheng.cli.run import main

__all__ = ["main"]
