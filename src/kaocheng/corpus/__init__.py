"""Many files: which ones, and how to run them. Results come one by one in input order."""

from kaocheng.corpus.run import run
from kaocheng.corpus.sources import expand

__all__ = ["expand", "run"]
