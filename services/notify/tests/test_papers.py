"""Papers with an end: what is told of each, and when a person is looked at again because of one."""

from datetime import date

import pytest
from mesdroits.documents.v1 import document_pb2
from mesdroits.documents.v1 import events_pb2 as documents_pb2

from chassis.db import unit_of_work
from services.notify.calendar.loader import load
from services.notify.domain.calendar import due_items
from services.notify.domain.profile import Paper, PaperKind, Profile
from services.notify.events.handlers import DEPOSITED, PersonNews
from services.notify.templates.loader import load_templates
from services.notify.tests.conftest import World
from services.notify.tests.parts import PlayedSources
from services.notify.usecases.context import Notify

BOOK = load()
TEMPLATES = load_templates(BOOK)
ACCEPTED, DELIVERED = document_pb2.DEPOSIT_STATE_ACCEPTED, document_pb2.DEPOSIT_STATE_DELIVERED
# Kind, last day, from when it may be asked for, until when it should be. CESEDA R. 431-5: 120 to 60 days before; C. trav. R. 5213-1-1: before the
# end, at best six to four months before, clamped at month ends.
VECTORS = (
    (PaperKind.TITRE_SEJOUR, "2027-03-01", "2026-11-01", "2026-12-31"),
    (PaperKind.TITRE_SEJOUR, "2028-06-28", "2028-02-29", "2028-04-29"),
    (PaperKind.PIECE_IDENTITE, "2027-05-04", "2027-02-03", "2027-03-05"),
    (PaperKind.RQTH, "2027-08-31", "2027-02-28", "2027-04-30"),
    (PaperKind.RQTH, "2028-08-31", "2028-02-29", "2028-04-30"),
    (PaperKind.RQTH, "2027-06-30", "2026-12-30", "2027-02-28"),
)


@pytest.mark.parametrize(("kind", "last", "opens", "by"), VECTORS)
def test_a_paper_is_asked_for_again_in_its_time(kind: PaperKind, last: str, opens: str, by: str) -> None:
    profile = Profile(papers=(Paper(kind, "p1", date.fromisoformat(last)),))
    (item,) = due_items(profile, BOOK, date.fromisoformat(opens))
    assert (item.open_date.isoformat(), item.due_date.isoformat()) == (opens, last)
    assert item.facts["by"] == date.fromisoformat(by)
    assert (item.health, item.computed) == (kind is PaperKind.RQTH, False)
    told = "que vous avez dite" if kind is PaperKind.RQTH else "lue sur le document que vous avez déposé"
    assert told in TEMPLATES.words(item).source_note


@pytest.mark.parametrize("kind", [PaperKind.TITRE_SEJOUR, PaperKind.PIECE_IDENTITE, PaperKind.CERTIFICAT_MEDICAL])
def test_a_paper_is_told_ninety_sixty_thirty_and_seven_days_ahead(kind: PaperKind) -> None:
    """facts.md §4.1."""
    (item,) = due_items(Profile(papers=(Paper(kind, "p1", date(2027, 6, 15)),)), BOOK, date(2027, 3, 17))
    assert [(item.due_date - day).days for day in item.remind_on] == [90, 60, 30, 7]


@pytest.mark.parametrize(
    ("today", "opens", "due", "year"),
    [
        ("2026-11-22", "2027-03-31", "2027-05-31", "2027-2028"),
        ("2027-05-31", "2027-03-31", "2027-05-31", "2027-2028"),
        ("2027-06-01", "2028-03-31", "2028-05-31", "2028-2029"),
    ],
)
def test_a_scholarship_is_asked_for_again_each_year(today: str, opens: str, due: str, year: str) -> None:
    """service-public.fr A17171."""
    item, *_ = due_items(Profile(scholarship="f1"), BOOK, date.fromisoformat(today))
    assert (item.rule, item.open_date.isoformat(), item.due_date.isoformat()) == ("bourse-dse", opens, due)
    assert f"pour l'année {year}" in TEMPLATES.words(item).body


async def hears(world: World, notify: Notify, kind: str, state: "document_pb2.DepositState.ValueType") -> None:
    """Documents tells that one of the person's moved; then whoever is to be looked at is."""
    moved = documents_pb2.DocumentAdvanced(person_id=world.portal.person_id, document_id="d1", type=kind, state=state)
    async with unit_of_work(world.database) as session:
        await PersonNews(notify).handle(session, world.incoming(DEPOSITED, moved))
    await world.sweep()


async def test_a_title_that_was_just_accepted_is_told_before_it_ends(
    world: World, notify: Notify, sources: PlayedSources
) -> None:
    sources.knows(world.portal.person_id, Profile(papers=(Paper(PaperKind.TITRE_SEJOUR, "d1", date(2027, 2, 1)),)))
    await hears(world, notify, "titre-sejour", ACCEPTED)
    message = await world.only()
    assert message.because == "Parce que votre titre de séjour se termine le 1er février 2027."


@pytest.mark.parametrize(("kind", "state"), [("titre-sejour", DELIVERED), ("rib", ACCEPTED)])
async def test_what_changes_no_date_makes_nobody_read_again(
    world: World, notify: Notify, sources: PlayedSources, kind: str, state: "document_pb2.DepositState.ValueType"
) -> None:
    await hears(world, notify, kind, state)
    assert sources.looks == 0
