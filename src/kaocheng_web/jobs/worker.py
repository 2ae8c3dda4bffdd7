"""The background worker: one job after the other, and the clock beside it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from types import FrameType
from typing import Any

from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from kaocheng_web.jobs import services
from kaocheng_web.operations import health

_LOG = logging.getLogger("kaocheng.worker")
_POLL_SECONDS = 0.5
_CLOCK_SECONDS = 10.0


def work() -> None:
    """Work until SIGTERM or SIGINT. The job at hand goes back to the queue at its next sign of progress, or is
    finished; a second signal ends at once, and the lease brings the job back."""
    signal.signal(signal.SIGTERM, _told_to_stop)
    signal.signal(signal.SIGINT, _told_to_stop)
    worker = Worker(
        queue_names=["default"],
        interval=_POLL_SECONDS,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:40]}:{os.getpid()}",
        excluded_queue_names=[],
    )
    if not _wait_for_database():
        return
    clock = threading.Thread(target=_run_clock, name="clock", daemon=True)
    clock.start()
    _LOG.info("worker started")
    while not services.STOPPING.is_set():
        close_old_connections()
        try:
            task = _take(worker.worker_id)
        except OperationalError as error:
            _LOG.warning("the database does not answer", extra={"fields": {"error": type(error).__name__}})
            connection.close()
            services.STOPPING.wait(2)
            continue
        if task is None:
            services.STOPPING.wait(_POLL_SECONDS)
        else:
            worker.run_task(task)
    clock.join(timeout=5)
    _LOG.info("worker stopped")


def _told_to_stop(number: int, frame: FrameType | None) -> None:
    if services.STOPPING.is_set():
        os._exit(1)
    services.STOPPING.set()


def _wait_for_database() -> bool:
    """Until the database is there and migrated, which is the business of `kaocheng serve`."""
    while not services.STOPPING.is_set():
        try:
            if health.is_migrated():
                return True
        except OperationalError:
            connection.close()
        _LOG.info("waiting for the database")
        services.STOPPING.wait(2)
    return False


def _take(worker_id: str) -> DBTaskResult[..., Any] | None:
    """The next task, marked as ours. Looks before it locks, so that an idle worker never stops a writer."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default")
    if not ready.exists():
        return None
    try:
        with exclusive_transaction():
            task: DBTaskResult[..., Any] | None = ready.get_locked()
            if task is not None:
                task.claim(worker_id)
            return task
    except OperationalError as error:
        if is_locked_database_exception(error):
            return None
        raise


def _run_clock() -> None:
    """Every few seconds: jobs of dead workers, and what is due by the time of day."""
    while True:
        try:
            close_old_connections()
            services.reap()
            services.enqueue_due()
        except OperationalError:
            connection.close()
        except Exception:
            _LOG.exception("the clock failed")
        if services.STOPPING.wait(_CLOCK_SECONDS):
            connection.close()
            return
