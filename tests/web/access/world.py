"""One object of every kind, for walks over every address: what an argument in an address can stand for.

FACTORIES is looked up by (name of the route, argument), then (namespace, argument), then (argument). Whoever adds an
address with a new kind of argument adds one line there; the matrix refuses to pass before that.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from kaocheng.lifecycle import Role, all_machines
from kaocheng.lifecycle.opinion import rule_to_json, standard_rule
from kaocheng_web.accounts.models import Person
from kaocheng_web.api.models import Token
from kaocheng_web.cycles.models import Stage
from kaocheng_web.disclosure.content import columns_of
from kaocheng_web.disclosure.models import Package
from kaocheng_web.exchange.models import Import
from kaocheng_web.filings.models import CellNote, Evidence, Filing, LostEdit, Submission, Upload
from kaocheng_web.jobs.models import Job
from kaocheng_web.journal.models import Event
from kaocheng_web.monitoring.models import LedgerFile
from kaocheng_web.notifications.models import Notification
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.organisations.models import Membership
from kaocheng_web.rectification.models import Correction, Item, Proof
from kaocheng_web.results.models import Edition, Opinion
from kaocheng_web.review.models import Panel, Recheck, Sample, Seat
from tests.web.county import County, make_filing


@dataclass(frozen=True, slots=True)
class Argument:
    """What stands in an address. `thing`: the object whose visibility decides; None where the value names none.

    `owner`: of things that are for one person only. `only_seen`: the object is what the page stands in (the year a
    project is made for), so that seeing it is enough.
    """

    value: Any
    thing: Any = None
    owner: Person | None = None
    only_seen: bool = False


@dataclass
class World:
    """The county with one object of every kind, and a browser for every person. `clients`: by user name."""

    county: County
    clients: dict[str, Client] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    filings: dict[str, Filing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        county = self.county
        preparer, manager = county.person("preparer"), county.person("finance_manager")
        reviewer = county.person("finance_reviewer")
        for kind in ("objective", "adjustment", "monitoring", "self_evaluation"):
            self.filings[kind] = make_filing(county, kind)
        evaluation = self.filings["self_evaluation"]
        Filing.objects.filter(pk=evaluation.pk).update(basis=self.filings["objective"])
        self.submission = Submission.objects.create(
            filing=evaluation, number=1, version=1, cells=evaluation.cells, person=preparer
        )
        self.note = CellNote.objects.create(filing=evaluation, field="title", text="请核实", person=reviewer)
        self.lost = LostEdit.objects.create(filing=evaluation, field="title", text="a", kept="b", person=preparer)
        self.evidence = Evidence.objects.create(
            filing=evaluation,
            file=ContentFile(b"%PDF-1.4\n%%EOF\n", "evidence.pdf"),
            name="合同.pdf",
            media_type="application/pdf",
            size=15,
            sha256="0" * 64,
            person=preparer,
        )
        self.upload = Upload.objects.create(
            filing=evaluation,
            file=ContentFile(b"x", "upload.docx"),
            name="自评表.docx",
            sha256="0" * 64,
            person=preparer,
        )
        self.sample = Sample.objects.create(
            cycle=county.cycle,
            seed="seed",
            parameters={"projects": "1", "by_risk": "0", "amount": "1", "amount_share": "1"},
            population=1,
            path=county.region.path,
            person=manager,
        )
        self.recheck = Recheck.objects.create(filing=evaluation, checker=county.person("expert"), sample=self.sample)
        self.panel = Panel.objects.create(filing=evaluation)
        self.seat = Seat.objects.create(panel=self.panel, expert=county.person("expert"))
        self.item = Item.objects.create(
            project_year=county.project_year, filing=evaluation, origin="hand", problem="问题", issued_by=reviewer
        )
        self.proof = Proof.objects.create(
            item=self.item,
            file=ContentFile(b"%PDF-1.4\n%%EOF\n", "proof.pdf"),
            name="整改.pdf",
            media_type="application/pdf",
            size=15,
            sha256="0" * 64,
            person=preparer,
        )
        self.correction = Correction.objects.create(
            filing=evaluation, item=self.item, field="title", after="x", why="笔误", person=preparer
        )
        self.ledger = LedgerFile.objects.create(
            cycle=county.cycle,
            path=county.unit.path,
            name="台账.xlsx",
            sha256="0" * 64,
            meaning="total",
            person=preparer,
        )
        self.edition = Edition.objects.create(
            cycle=county.cycle,
            number=1,
            rule=rule_to_json(standard_rule()),
            source="示财绩〔2026〕1号",
            published_at=timezone.now(),
            published_by=manager,
        )
        self.opinion = Opinion.objects.create(project_year=county.project_year, edition=self.edition, act="keep")
        self.package = Package.objects.create(filing=evaluation, slug="900001-0001-2025", **columns_of(evaluation))
        self.notification = Notification.objects.create(person=preparer, key="k", text={"zh": "通知", "en": "note"})
        self.job = Job.objects.create(kind="check", key="k", person=preparer)
        self.token = Token.objects.create(
            person=preparer,
            name="t",
            prefix="abcdefgh",
            digest="0" * 64,
            expires_at=timezone.now() + datetime.timedelta(days=1),
        )
        self.imported = Import.objects.create(
            cycle=county.cycle,
            name="项目.csv",
            format="csv",
            sha256="0" * 64,
            lines=[{"form": "projects", "number": 2, "texts": {"code": "X"}}],
            outcomes=[{"outcome": "refused", "faults": []}],
            state="previewed",
            person=preparer,
        )
        self.indicator = LibraryIndicator.objects.create(level1="产出指标", level2="数量指标", level3="养护里程")
        self.stage = Stage.objects.filter(cycle=county.cycle).first()
        self.membership = Membership.objects.get(person=preparer)
        self.event = Event.objects.order_by("number").first()
        for person in Person.objects.all():
            client = Client(raise_request_exception=False)
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            session = client.session
            session["last_seen"] = session["signed_in_at"] = int(time.time())  # else every page were the first
            session.save()
            self.people[person.username], self.clients[person.username] = person, client
        self.clients[""] = Client(raise_request_exception=False)


def _filing(kind: str) -> Callable[[World], Argument]:
    return lambda world: _of(world.filings[kind])


def _of(thing: Any, owner: Person | None = None) -> Argument:
    return Argument(thing.pk, thing, owner)


FACTORIES: dict[tuple[str, ...], Callable[[World], Argument]] = {
    # organisations and people
    ("organisations", "pk"): lambda world: _of(world.county.unit),
    ("organisations", "person"): lambda world: _of(world.people["preparer"]),
    ("organisations", "membership"): lambda world: _of(world.membership),
    ("openid_connect_login", "provider_id"): lambda world: Argument("gov"),
    ("openid_connect_callback", "provider_id"): lambda world: Argument("gov"),
    # years and projects
    ("cycles", "pk"): lambda world: _of(world.county.cycle),
    ("projects", "pk"): lambda world: _of(world.county.project_year),
    ("projects", "cycle"): lambda world: Argument(world.county.cycle.pk, world.county.cycle, only_seen=True),
    ("journal:timeline", "pk"): lambda world: _of(world.county.project_year),
    # objectives
    ("objectives:declare", "pk"): lambda world: _of(world.county.project_year),
    ("objectives:adjust", "pk"): lambda world: _of(world.county.project_year),
    ("objectives:entry", "pk"): lambda world: Argument(world.indicator.pk),
    ("objectives:picker", "pk"): _filing("objective"),
    ("objectives:review", "pk"): _filing("objective"),
    ("objectives:compare", "pk"): _filing("adjustment"),
    # forms
    ("filings", "pk"): _filing("self_evaluation"),
    ("filings:start_self_evaluation", "pk"): lambda world: _of(world.county.project_year),
    ("filings:answer_note", "pk"): lambda world: Argument(world.note.pk, world.filings["self_evaluation"]),
    ("filings:settle_note", "pk"): lambda world: Argument(world.note.pk, world.filings["self_evaluation"]),
    **{
        (f"filings:{name}", "number"): lambda world: Argument(world.evidence.pk)
        for name in ("evidence_item", "evidence_picture", "evidence_file", "withdraw_evidence")
    },
    **{
        (f"filings:{name}", "number"): lambda world: Argument(world.upload.pk)
        for name in ("uploaded", "take_upload", "upload_file", "upload_page")
    },
    ("filings:upload_page", "page"): lambda world: Argument(1),
    ("filings:export", "to"): lambda world: Argument("xlsx"),
    ("filings:lost", "number"): lambda world: Argument(world.lost.pk),
    # everything that moves
    ("workflow:move", "kind"): lambda world: Argument("self_evaluation"),
    ("workflow:move", "pk"): _filing("self_evaluation"),
    # monitoring
    ("monitoring:start", "pk"): lambda world: _of(world.county.project_year),
    ("monitoring:start", "number"): lambda world: Argument(2),
    ("monitoring:round", "pk"): _filing("monitoring"),
    ("monitoring:answers", "pk"): _filing("monitoring"),
    ("monitoring", "pk"): lambda world: _of(world.county.project_year),
    ("monitoring:ledger", "pk"): lambda world: _of(world.ledger),
    ("monitoring:take_ledger", "pk"): lambda world: _of(world.ledger),
    ("monitoring:ledger_errors", "pk"): lambda world: _of(world.ledger),
    # review
    ("review", "pk"): _filing("self_evaluation"),
    ("review:sample", "pk"): lambda world: _of(world.sample),
    ("review:recheck", "pk"): lambda world: _of(world.recheck),
    ("review:answer", "pk"): lambda world: _of(world.recheck),
    ("review:panel", "pk"): lambda world: _of(world.panel),
    ("review:add_seat", "pk"): lambda world: _of(world.panel),
    ("review:seat", "pk"): lambda world: _of(world.seat, world.people["expert"]),
    ("review:manage_seat", "pk"): lambda world: _of(world.seat),
    # rectification
    ("rectification", "pk"): lambda world: _of(world.item),
    ("rectification:export", "form"): lambda world: Argument("csv"),
    ("rectification:new", "pk"): lambda world: _of(world.county.project_year),
    ("rectification:from_findings", "pk"): _filing("self_evaluation"),
    ("rectification:proof", "pk"): lambda world: _of(world.proof),
    ("rectification:remove_proof", "number"): lambda world: Argument(world.proof.pk),
    ("rectification:withdraw_correction", "number"): lambda world: Argument(world.correction.pk),
    # data in and out
    ("exchange", "pk"): lambda world: _of(world.imported, world.people["preparer"]),
    ("exchange:template", "form"): lambda world: Argument("projects"),
    ("exchange:template", "format"): lambda world: Argument("xlsx"),
    # use of results
    ("results", "pk"): lambda world: _of(world.opinion),
    ("results:edition", "pk"): lambda world: Argument(world.edition.pk, world.edition, only_seen=True),
    ("results:rule", "pk"): lambda world: Argument(world.county.cycle.pk, world.county.cycle, only_seen=True),
    ("results:export", "pk"): lambda world: Argument(world.county.cycle.pk, world.county.cycle, only_seen=True),
    ("results:export", "form"): lambda world: Argument("csv"),
    ("results:propose", "pk"): lambda world: _of(world.county.cycle),
    ("results:confirm", "pk"): lambda world: _of(world.county.cycle),
    # disclosure
    ("disclosure", "pk"): lambda world: _of(world.package),
    ("disclosure:export", "form"): lambda world: Argument("csv"),
    ("portal", "slug"): lambda world: Argument(world.package.slug),
    ("portal", "form"): lambda world: Argument("csv"),
    ("portal", "pk"): lambda world: Argument(world.county.unit.pk),
    ("portal", "code"): lambda world: Argument("en"),
    # what is for one person
    ("tokens", "pk"): lambda world: _of(world.token, world.people["preparer"]),
    ("notifications:open", "pk"): lambda world: _of(world.notification, world.people["preparer"]),
    ("jobs", "pk"): lambda world: _of(world.job),
}


def things_that_move(world: World) -> dict[str, Any]:
    """One object for every machine."""
    found = {
        **world.filings,
        "recheck": world.recheck,
        "panel": world.panel,
        "rectification": world.item,
        "opinion": world.opinion,
        "disclosure": world.package,
    }
    missing = set(all_machines()) - set(found)
    if missing:
        raise LookupError(f"tests/web/access/world.py makes no object for the machines {sorted(missing)}")
    return found


ROLES = tuple(Role)
