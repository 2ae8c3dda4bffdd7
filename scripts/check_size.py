"""Pre-commit: no added file above 1.5 MB; samples stay small enough to clone."""

import sys
from pathlib import Path

LIMIT = 1_500_000
large = [name for name in sys.argv[1:] if Path(name).is_file() and Path(name).stat().st_size > LIMIT]
for name in large:
    print(f"{name}: larger than {LIMIT} bytes")
sys.exit(bool(large))
