"""Runs a command with a PostgreSQL server of its own, which is gone afterwards.

    python scripts/with_postgres.py -- python -m pytest tests/web

The command finds the server in KAOCHENG_DATABASE_URL. Needs the programs of PostgreSQL 15 or later (Debian: package
postgresql). The server listens on a socket in a temporary folder only; durability is off, since nothing is kept. As
root it runs under the account `postgres` or `nobody`, because PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=80", "shared_buffers=64MB")


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    programs = _programs()
    if programs is None:
        print("PostgreSQL was not found: apt install postgresql", file=sys.stderr)
        return 69
    account = _account()
    with tempfile.TemporaryDirectory(prefix="kaocheng-pg-") as name:
        folder = Path(name)
        if account is not None:
            shutil.chown(folder, account)
            folder.chmod(0o755)
        data = folder / "data"
        locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
        _run(account, programs / "initdb", "-D", data, "-U", "kaocheng", "-A", "trust", "--no-sync", *locale)
        settings = ["listen_addresses=''", f"unix_socket_directories={folder}", *QUICK]
        options = " ".join(f"-c {setting}" for setting in settings)
        _run(account, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            url = f"postgresql://kaocheng@/postgres?host={quote(str(folder), safe='')}"
            return subprocess.run(command, env=os.environ | {"KAOCHENG_DATABASE_URL": url}, check=False).returncode
        finally:
            _run(account, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _programs() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -int(path.parts[-3]))
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).resolve().parent


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _run(account: str | None, *words: object) -> None:
    done = subprocess.run(
        [str(word) for word in words], user=account, cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{words[0]}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]))
