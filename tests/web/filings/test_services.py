"""Typing: two people, two tabs, nothing lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng_web.filings.models import Filing, LostEdit
from kaocheng_web.filings.services import check, keep_check, save_cells
from kaocheng_web.workflow.services import NotAllowed, Refused
from tests.web.county import County, make_filing


def test_different_cells_of_two_writers_are_merged(county: County) -> None:
    one = make_filing(county)
    two = Filing.objects.get(pk=one.pk)
    seen = dict(two.cells)
    save_cells(county.person("preparer"), one, changes={"indicators[0].actual": ("412公里", "413公里")})
    saved = save_cells(county.person("preparer"), two, changes={"indicators[1].actual": ("98.5%", "99%")}, seen=seen)
    assert saved.conflicts == ()
    assert saved.merged == {"indicators[0].actual": "413公里"}
    two.refresh_from_db()
    assert (two.cells["indicators[0].actual"], two.cells["indicators[1].actual"]) == ("413公里", "99%")


def test_the_loser_of_one_cell_sees_both_texts(county: County) -> None:
    one = make_filing(county)
    two = Filing.objects.get(pk=one.pk)
    save_cells(county.person("preparer"), one, changes={"indicators[0].actual": ("412公里", "413公里")})
    saved = save_cells(county.person("preparer"), two, changes={"indicators[0].actual": ("412公里", "420公里")})
    assert [(found.kept, found.lost) for found in saved.conflicts] == [("413公里", "420公里")]
    assert LostEdit.objects.get().text == "420公里"
    two.refresh_from_db()
    assert two.cells["indicators[0].actual"] == "413公里"


def test_the_same_save_twice_changes_once(county: County) -> None:
    filing = make_filing(county)
    change = {"indicators[0].actual": ("412公里", "413公里")}
    first = save_cells(county.person("preparer"), filing, changes=change)
    again = save_cells(county.person("preparer"), filing, changes=change)
    assert (first.version, again.version, again.conflicts) == (2, 2, ())


def test_who_may_type(county: County) -> None:
    filing = make_filing(county)
    with pytest.raises(PermissionDenied):
        save_cells(county.outsider("preparer"), filing, changes={"total_score": ("99.63", "100")})
    Filing.objects.filter(pk=filing.pk).update(state="signed")
    filing.refresh_from_db()
    with pytest.raises(NotAllowed):
        save_cells(county.person("preparer"), filing, changes={"total_score": ("99.63", "100")})


def test_what_may_be_typed(county: County) -> None:
    filing = make_filing(county)
    for change in ({"indicators[0].colour": ("", "red")}, {"total_score": ("99.63", "9" * 5000)}):
        with pytest.raises(Refused):
            save_cells(county.person("preparer"), filing, changes=change)


def test_findings_stand_at_their_fields(county: County) -> None:
    filing = make_filing(county)
    assert [found for found in check(filing).findings() if found["severity"] == "error"] == []
    save_cells(county.person("preparer"), filing, changes={"funding[0].execution_rate": ("96.31%", "100%")})
    checked = check(filing)
    assert "funding[0].execution_rate" in {
        found["field"] for found in checked.findings() if found["severity"] == "error"
    }
    keep_check(filing, checked)
    filing.refresh_from_db()
    assert filing.errors >= 1
    assert filing.checked_version == filing.version
