"""One process of `kaocheng serve`: `python -P -m kaocheng_web.operations.process web HOST PORT WORKERS THREADS`, or
`… worker`.

Standard input is a pipe whose other end the supervisor holds. When the supervisor dies, however it dies, the pipe
closes, and this process ends as well: nothing is left behind that holds the port or the queue.
"""

from __future__ import annotations

import contextlib
import gc
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

            _warm_up()
            with contextlib.suppress(DatabaseError):
                health.is_migrated()
            connections.close_all()
            # What is loaded stays: the collector need not walk over it, nor the processes copy its pages.
            gc.collect()
            gc.freeze()
            return application

    Server().run()


def _warm_up() -> None:
    """Load before the processes part what each would load at its first request: a broken installation fails here, and
    nobody waits for it later."""
    from django.urls import get_resolver

    from kaocheng.audit import all_rules
    from kaocheng.schemes import load_scheme, scheme_ids
    from kaocheng.templates import all_templates

    all_rules()
    all_templates()
    for scheme in scheme_ids():
        load_scheme(scheme)
    get_resolver()._populate()


def _logging() -> dict[str, Any]:
    from django.conf import settings

    quiet: dict[str, Any] = {"level": "WARNING", "handlers": ["console"], "propagate": False}
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
