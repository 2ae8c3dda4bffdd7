"""One process of `kaocheng serve`: `python -P -m kaocheng_web.operations.process web HOST PORT WORKERS THREADS`, or
`… worker`.

Standard input is a pipe whose other end the supervisor holds. When the supervisor dies, however it dies, the pipe
closes, and this process ends as well: nothing is left behind that holds the port or the queue.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any


def end_with_supervisor() -> None:
    """End this process in good order when standard input closes."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor", daemon=True).start()


def run_web(host: str, port: int, workers: int, threads: int) -> None:
    """Gunicorn, threads in a few processes; the application is loaded once and forked."""
    from gunicorn.app.base import BaseApplication

    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": 120,
        "graceful_timeout": 25,
        "keepalive": 5,
        "control_socket_disable": True,
        "proc_name": "kaocheng",
        # The lines of gunicorn look like ours; requests are logged by `RequestLog`, without addresses and names.
        "logconfig_dict": _logging(),
    }
    if Path("/dev/shm").is_dir():  # signs of life on a disk that is busy come late
        options["worker_tmp_dir"] = "/dev/shm"

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from django.db import DatabaseError, connections

            from kaocheng_web.operations import health
            from kaocheng_web.wsgi import application

            with contextlib.suppress(DatabaseError):
                health.is_migrated()
            connections.close_all()
            return application

    Server().run()


def _logging() -> dict[str, Any]:
    from django.conf import settings

    quiet = {"level": "WARNING", "handlers": ["console"], "propagate": False}
    return {
        **settings.LOGGING,
        "loggers": {**settings.LOGGING["loggers"], "gunicorn.error": quiet, "gunicorn.access": quiet},
    }


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaocheng_web.settings")
    os.umask(0o077)
    end_with_supervisor()
    if arguments[0] == "web":
        host, port, workers, threads = arguments[1:]
        run_web(host, int(port), int(workers), int(threads))
    else:
        import django

        django.setup()
        from kaocheng_web.jobs.worker import work

        work()


if __name__ == "__main__":
    main(sys.argv[1:])
