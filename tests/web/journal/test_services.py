"""The chain of events."""

from __future__ import annotations

import pytest
from django.db import connection

from kaocheng_web.filings.services import save_cells
from kaocheng_web.journal.models import Event, Head
from kaocheng_web.journal.services import verify
from tests.web.county import County, make_filing


@pytest.fixture
def chain(county: County) -> list[Event]:
    filing = make_filing(county)
    for number in range(5):
        before = filing.cells["total_score"]
        save_cells(county.person("preparer"), filing, changes={"total_score": (before, str(90 + number))})
    assert list(verify()) == []
    return list(Event.objects.order_by("number"))


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "column, value",
    [
        ("reason", "'x'"),
        ("action", "'y'"),
        ("path", "'/9/'"),
        ("person_id", "NULL"),
        ("at", "'2020-01-01 00:00:00'"),
        ("subject_id", "99"),
        ("hash", "'" + "0" * 64 + "'"),
        ("previous", "'" + "1" * 64 + "'"),
        ("after", "'{}'"),
    ],
)
def test_an_altered_entry_is_found(chain: list[Event], column: str, value: str) -> None:
    _sql(f"UPDATE journal_event SET {column} = {value} WHERE number = 3")
    assert any(fault.number in (3, 4) for fault in verify())


@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_dropped_entry_is_found(chain: list[Event], number: int) -> None:
    _sql(f"DELETE FROM journal_event WHERE number = {number}")
    assert list(verify())


def test_swapped_entries_are_found(chain: list[Event]) -> None:
    _sql("UPDATE journal_event SET number = 100 WHERE number = 3")
    _sql("UPDATE journal_event SET number = 3 WHERE number = 4")
    _sql("UPDATE journal_event SET number = 4 WHERE number = 100")
    assert {fault.number for fault in verify()} >= {3, 4}


def test_a_chain_cut_off_at_its_end_is_found(chain: list[Event]) -> None:
    _sql("DELETE FROM journal_event WHERE number > 4")
    assert [fault.message.en for fault in verify()] == ["the end is cut off, or the head was altered"]


def test_events_are_neither_changed_nor_deleted(chain: list[Event]) -> None:
    with pytest.raises(TypeError):
        chain[0].save()
    with pytest.raises(TypeError):
        chain[0].delete()
    assert Head.objects.get().number == len(chain)
