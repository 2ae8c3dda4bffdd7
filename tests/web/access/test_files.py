"""Every address that gives a table away: nothing a person typed runs when the table is opened.

The addresses are found by asking: whatever answers with a table is looked at.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.test import Client
from django.urls import NoReverseMatch

from kaocheng_web.access.models import Rate
from kaocheng_web.disclosure.models import Package
from kaocheng_web.exchange.exports import KINDS
from kaocheng_web.exchange.models import Import
from kaocheng_web.interface.attachments import MEDIA_TYPES
from kaocheng_web.monitoring.models import LedgerFile
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import Project
from kaocheng_web.rectification.models import Item
from kaocheng_web.results.models import Opinion
from tests.web.access.test_matrix import OURS, Argument, address, arguments_of
from tests.web.access.world import World

TABLES = {MEDIA_TYPES["csv"], MEDIA_TYPES["xlsx"]}
FORMATS = ("csv", "xlsx")
NAMES_OF_FORMATS = ("form", "format", "to")
# What has texts of people in it; a template has none.
HOLD_TEXTS = {
    "disclosure:export",
    "exchange:errors",
    "exchange:export",
    "filings:blank",
    "filings:export",
    "monitoring:ledger_errors",
    "portal:download",
    "portal:export",
    "rectification:export",
    "results:export",
}
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*%?")


def questions(world: World) -> Iterator[tuple[str, str]]:
    """(name of the route, address), for every format a table comes in."""
    for route in OURS:
        arguments = arguments_of(route, world)
        named = [name for name in arguments if name in NAMES_OF_FORMATS and arguments[name].value in FORMATS]
        for form in FORMATS:
            try:
                path = address(route, arguments | dict.fromkeys(named, Argument(form)))
            except NoReverseMatch:  # not in this format
                continue
            if route.name == "exchange:export":
                yield from ((route.name, f"{path}?kind={kind}&format={form}") for kind in KINDS)
            elif form == FORMATS[0] or named:
                yield route.name, path


def places(world: World) -> list[tuple[str, str, Client]]:
    """Name of the route, address, and who gets a table there."""
    clients = [world.clients[name] for name in ("finance_manager", "preparer", "administrator")]
    found = (
        (name, path, next((one for one in clients if table(one, path) is not None), None))
        for name, path in questions(world)
    )
    return [(name, path, client) for name, path, client in found if client is not None]


def table(client: Client, path: str) -> list[tuple[str, str]] | None:
    """Every cell of the table at an address, as (text, type); None where there is no table."""
    answer: Any = client.get(path)
    data = answer.getvalue()  # read to its end a file closes itself
    is_table = answer.status_code == 200 and answer["Content-Type"] in TABLES
    return cells(answer["Content-Type"], data) if is_table else None


def cells(media_type: str, data: bytes) -> list[tuple[str, str]]:
    if media_type == MEDIA_TYPES["csv"]:
        return [(text, "csv") for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for text in row]
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (str(cell.value), cell.data_type)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def poison(world: World, words: str) -> None:
    for model, names in (
        (Project, ("name",)),
        (Organisation, ("name",)),
        (Item, ("problem", "demand", "plan", "result")),
        (Opinion, ("remark",)),
        (LibraryIndicator, ("level3",)),
    ):
        rows: Any = model._default_manager
        rows.update(**dict.fromkeys(names, words))
    line = {"number": 2, "texts": [words], "fault": {"zh": words, "en": words}}
    LedgerFile.objects.update(headings=[words], lines=[line])
    Import.objects.update(lines=[{"form": "projects", "number": 2, "texts": {"code": "X", "name": words}}])
    package = Package.objects.get(pk=world.package.pk)
    package.facts |= {"project": words, "unit": words}
    package.content |= {"indicators[0].level3": words}
    package.state = "published"
    package.save()
    form = world.filings["self_evaluation"]
    form.cells |= {"indicators[0].level3": words}
    form.save()


def test_nothing_runs_when_a_table_is_opened(world: World) -> None:
    found: list[tuple[str, str, Client]] = []
    for sign in "=+-@\t":
        poison(world, f"{sign}HYPERLINK(1)")
        Rate.objects.all().delete()  # so many exports a minute are nobody's
        found = found or places(world)
        carried = set()
        for name, path, client in found:
            rows = table(client, path)
            assert rows is not None, path
            for text, kind in rows:
                assert kind != "f" or "HYPERLINK" not in text, (path, text)
                harmless = kind != "csv" or text[:1] not in "=+-@\t\r" or len(text) < 2 or _NUMBER.fullmatch(text)
                assert harmless, (path, text)
            if any("HYPERLINK(1)" in text for text, _ in rows):
                carried.add(name)
        assert carried == HOLD_TEXTS, sign
