"""When to remind of a deadline.

A first reminder as many days ahead as the stage says, then three days and one day before, and on the last day; after
it, one notice that it has passed. Each is a milestone that is told once: a machine that was switched off on the day
catches up with the latest one and leaves the earlier ones out.
"""

from __future__ import annotations

import datetime

from kaocheng.language import Text

_LATER = (3, 1, 0)
PASSED = -1  # the milestone after the deadline
_PASSED_FOR = 7  # days during which that notice is still given


def milestone(today: datetime.date, closes: datetime.date, remind_days: int) -> int | None:
    """The milestone reached: days before the deadline, `PASSED` after it, or None when there is nothing to tell.

    >>> closes = datetime.date(2026, 3, 31)
    >>> [milestone(datetime.date(2026, 3, day), closes, 7) for day in (20, 24, 27, 28, 30, 31)]
    [None, 7, 7, 3, 1, 0]
    >>> milestone(datetime.date(2026, 4, 2), closes, 7), milestone(datetime.date(2026, 5, 2), closes, 7)
    (-1, None)
    """
    left = (closes - today).days
    if left < 0:
        return PASSED if -left <= _PASSED_FOR else None
    return min((days for days in {remind_days, *(d for d in _LATER if d <= remind_days)} if left <= days), default=None)


def words_for(today: datetime.date, closes: datetime.date) -> Text:
    """How far away a deadline is.

    >>> words_for(datetime.date(2026, 3, 28), datetime.date(2026, 3, 31)).en
    '3 days left, until 2026-03-31'
    >>> words_for(datetime.date(2026, 4, 2), datetime.date(2026, 3, 31)).zh
    '已超期2天（3月31日截止）'
    """
    left = (closes - today).days
    values = {"n": abs(left), "m": closes.month, "d": closes.day, "iso": closes.isoformat()}
    if left < 0:
        return Text("已超期{n}天（{m}月{d}日截止）", "{n} days overdue, since {iso}").format(**values)
    if left == 0:
        return Text("今天截止（{m}月{d}日）", "due today, {iso}").format(**values)
    return Text("还有{n}天截止（{m}月{d}日）", "{n} days left, until {iso}").format(**values)
