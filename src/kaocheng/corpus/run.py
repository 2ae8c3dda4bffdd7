"""One task over many files, in this process or over several, results in input order.

A worker that dies (out of memory, a crash in a parser written in C) takes the whole pool with it. The files that were
under way are then run again one by one, each in a process of its own: the file that kills its worker again is given
up with an error, the others lose nothing.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from kaocheng.language import Text
from kaocheng.pipeline import FileError

R = TypeVar("R")
Task = Callable[[str], R]
Lost = Callable[[str, FileError], R]

WORKER_DIED = FileError(
    "worker-died",
    Text(
        "处理该文件的进程意外终止（可能是内存不足或文件损坏），已跳过",
        "the process working on this file died (out of memory, or a damaged file); the file was given up",
    ),
)
_AHEAD = 8  # files handed out per worker: enough to keep it busy, few enough to keep memory flat


def run(task: Task[R], files: Iterable[str], *, lost: Lost[R], jobs: int = 1) -> Iterator[R]:
    """The result of the task for each file, in input order, as soon as it and those before it are there.

    `task` must not raise for a bad file, and with `jobs` > 1 must be picklable, as must its results.
    `lost`: makes the result of a file whose worker died twice.
    """
    if jobs <= 1:
        return map(task, files)
    return _run_in_pool(task, iter(files), lost, jobs)


def _run_in_pool(task: Task[R], files: Iterator[str], lost: Lost[R], jobs: int) -> Iterator[R]:
    waiting: deque[tuple[str, Future[R]]] = deque()
    pool = _pool(jobs)
    try:
        while True:
            waiting.extend((file, _submit(pool, task, file)) for file in islice(files, jobs * _AHEAD - len(waiting)))
            if not waiting:
                return
            file, future = waiting[0]
            try:
                result = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                for file, future in waiting:
                    yield _finished(future) or _run_alone(task, file, lost)
                waiting.clear()
                pool = _pool(jobs)
            else:
                waiting.popleft()
                yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, task: Task[R], file: str) -> Future[R]:
    """A future in every case: a pool that broke just now gives one that has failed."""
    try:
        return pool.submit(task, file)
    except BrokenProcessPool as error:
        failed: Future[R] = Future()
        failed.set_exception(error)
        return failed


def _finished(future: Future[R]) -> R | None:
    """The result of a file that was done before the pool broke."""
    return future.result() if future.done() and future.exception() is None else None


def _run_alone(task: Task[R], file: str, lost: Lost[R]) -> R:
    with _pool(1) as pool:
        try:
            return pool.submit(task, file).result()
        except BrokenProcessPool:
            return lost(file, WORKER_DIED)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Fresh processes instead of forks: nothing of this process, its threads or open files, is carried over.
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_leave_interrupts_to_parent)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
