"""Pre-commit: every TOML file named on the command line parses."""

import sys
import tomllib
from pathlib import Path

failed = False
for name in sys.argv[1:]:
    try:
        tomllib.loads(Path(name).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        print(f"{name}: {error}")
        failed = True
sys.exit(failed)
