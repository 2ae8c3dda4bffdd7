"""Acting on another day, so that the example's year has passed when it is loaded."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from unittest import mock

from django.utils import timezone

_NOW = timezone.now


class Calendar:
    """Days of the example, seen from the day it is loaded. What would lie in the future happens today."""

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self._last: dict[datetime.date, int] = {}

    def day(self, year: int, month: int, day: int) -> datetime.date:
        return min(datetime.date(year, month, day), self.today)

    def after(self, day: datetime.date, days: int) -> datetime.date:
        return min(day + datetime.timedelta(days=days), self.today)

    def ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)

    @contextlib.contextmanager
    def on(self, day: datetime.date) -> Iterator[None]:
        """What is written inside carries that day, each time a little later than the last. For loading the example
        only: the clock of the whole process is moved."""

        def now() -> datetime.datetime:
            seconds = self._last[day] = self._last.get(day, 0) + 7
            at_nine = datetime.datetime.combine(day, datetime.time(9), timezone.get_default_timezone())
            return min(at_nine + datetime.timedelta(seconds=seconds), _NOW())

        with mock.patch.object(timezone, "now", now):
            yield
