"""`python -m kaocheng`."""

from kaocheng.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
