"""An installation for programs that tests start: a data folder and a database of its own, of the kind tests run on."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit


class Installation:
    """`environment`: for the programs. On PostgreSQL the database stands beside the one of KAOCHENG_DATABASE_URL."""

    def __init__(self, data: Path, **more: str) -> None:
        self.data = data
        self.environment = {**os.environ, "KAOCHENG_DATA": str(data), "KAOCHENG_LOG_LEVEL": "ERROR", **more}
        self.environment.pop("KAOCHENG_SECRET_KEY", None)
        if url := os.environ.get("KAOCHENG_DATABASE_URL"):
            self.environment["KAOCHENG_DATABASE_URL"] = _own_database(url)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows, past all of the application's own code; columns of JSON as their value."""
        url = self.environment.get("KAOCHENG_DATABASE_URL")
        if url is None:
            with closing(sqlite3.connect(self.data / "kaocheng.sqlite3", timeout=20)) as database:
                return [tuple(map(_parsed, row)) for row in database.execute(sql)]
        import psycopg

        with psycopg.connect(url) as connection:
            return connection.execute(sql).fetchall()


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def _own_database(url: str) -> str:
    import psycopg

    name = f"kaocheng_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
