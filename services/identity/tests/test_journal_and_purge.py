"""The person's journal and connections, and what time erases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1 import events_pb2

from chassis.bus import Incoming
from chassis.db import new_id, read_session, unit_of_work
from chassis.inbox import PermanentError
from services.identity.api import mapping
from services.identity.domain.journal import Entry, Verb
from services.identity.events.handlers import on_access_recorded
from services.identity.store.tables import CHASSIS, metadata
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE_NIR, nir_of
from services.identity.tests.played import Moment
from services.identity.tests.test_certification import Organismes, declare
from services.identity.usecases import journal
from services.identity.usecases.parts import Parts
from services.identity.usecases.purge import purge, purge_dormant


def access(person_id: str, when: datetime, event_id: str = "", **changes: Any) -> Incoming:
    instant = Timestamp()
    instant.FromDatetime(when)
    said = {"reader": "cnaf", "subject": "address", "purpose": "tell_once", "legal_basis": "CSS", "trace_id": "a" * 32}
    message = access_pb2.AccessRecorded(person_id=person_id, access_time=instant, **(said | changes))
    subject = "mesdroits.situation.v1.access.recorded"
    return Incoming(event_id or new_id(), subject, message.SerializeToString(), "situation", when, "", {}, 1)


async def hear(parts: Parts, *events: Incoming) -> None:
    for event in events:
        async with unit_of_work(parts.database) as session:
            await on_access_recorded(session, event)


async def entries(parts: Parts, person_id: str, limit: int = 50, after: Any = None) -> list[Entry]:
    async with read_session(parts.database) as session:
        return await journal.list_entries(parts, session, person_id, limit, after)


async def test_an_access_is_written_once_however_often_it_is_told(parts: Parts, moment: Moment) -> None:
    person_id, event = new_id(), access("", moment.now)
    event = access(person_id, moment.now, event.event_id)
    await hear(parts, event, event)
    [entry] = await entries(parts, person_id)
    assert (entry.reader, entry.subject, entry.access_time, entry.trace_id) == ("cnaf", "address", moment.now, "a" * 32)


@pytest.mark.parametrize("verb", Verb)
async def test_what_was_said_of_a_fact_is_kept_with_its_access(parts: Parts, moment: Moment, verb: Verb) -> None:
    person_id = new_id()
    said = access_pb2.AccessVerb.Value(f"ACCESS_VERB_{verb or 'UNSPECIFIED'}")
    await hear(parts, access(person_id, moment.now, verb=said))
    [kept] = await entries(parts, person_id)
    assert kept.verb is verb
    assert mapping.entry(kept).verb == said


async def test_a_verb_of_a_later_release_is_one_that_was_not_said(parts: Parts, moment: Moment) -> None:
    person_id = new_id()
    await hear(parts, access(person_id, moment.now, verb=99))
    assert [kept.verb for kept in await entries(parts, person_id)] == [Verb.NONE]


async def test_an_access_that_says_nobody_is_put_aside(parts: Parts, moment: Moment) -> None:
    with pytest.raises(PermanentError):
        await hear(parts, access("", moment.now))
    unreadable = Incoming("x", "s", b"\xff\xff", "situation", moment.now, "", {}, 1)
    with pytest.raises(PermanentError):
        await hear(parts, unreadable)


async def test_the_journal_is_paged_newest_first_without_a_gap(parts: Parts, moment: Moment) -> None:
    person_id = new_id()
    # Two at each instant: the id decides between them.
    times = [moment.now - timedelta(hours=each // 2) for each in range(7)]
    await hear(parts, *(access(person_id, when) for when in times), access(new_id(), moment.now))
    seen: list[Entry] = []
    while page := await entries(parts, person_id, 2, journal.key_of(seen[-1]) if seen else None):
        seen += page
    assert [entry.access_time for entry in seen] == times
    assert len({entry.entry_id for entry in seen}) == 7


async def test_the_export_holds_accesses_and_connections_in_one_order(
    browser: Browser, parts: Parts, moment: Moment
) -> None:
    person_id = (await browser.log_in()).person_id
    await hear(parts, access(person_id, moment.now + timedelta(minutes=1)))
    moment.move(minutes=2)
    await browser.log_in()
    lines = [line async for line in journal.export(parts, person_id)]
    assert [type(line).__name__ for line in lines] == ["Connection", "Entry", "Connection"]
    assert [journal.key_of(line)[0] for line in lines] == sorted(
        (journal.key_of(line)[0] for line in lines), reverse=True
    )
    assert [line async for line in journal.export(parts, new_id())] == []


async def test_an_access_is_out_of_the_journal_after_twelve_months(parts: Parts, moment: Moment) -> None:
    person_id = new_id()
    await hear(parts, access(person_id, moment.now))
    moment.move(days=364)
    assert await entries(parts, person_id)
    moment.move(days=2)
    assert not await entries(parts, person_id)
    await purge(parts)
    moment.move(days=-10)
    assert not await entries(parts, person_id)


async def test_a_dormant_person_is_erased_from_every_table(
    browser: Browser, parts: Parts, organismes: Organismes, moment: Moment
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    person_id = (await browser.log_in()).person_id
    await declare(parts, person_id, nir_of("1850563999001"))
    await declare(parts, person_id, MARIE_NIR)
    await hear(parts, access(person_id, moment.now))
    moment.move(days=366)
    assert await purge_dormant(parts) == 1
    assert await purge_dormant(parts) == 0
    async with read_session(parts.database) as session:
        left = {
            table.name: await session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in metadata.sorted_tables
            if "person_id" in table.c
        }
        told = await session.scalars(
            sa.select(CHASSIS.outbox.c.data).where(CHASSIS.outbox.c.subject == "mesdroits.identity.v1.person.erased")
        )
        assert [events_pb2.PersonErased.FromString(data).person_id for data in told] == [person_id]
    assert left
    assert not any(left.values()), left


async def test_somebody_who_came_back_within_the_year_is_kept(browser: Browser, parts: Parts, moment: Moment) -> None:
    person_id = (await browser.log_in()).person_id
    moment.move(days=300)
    await browser.log_in()
    moment.move(days=300)
    await purge(parts)
    assert (await browser.log_in()).person_id == person_id


async def test_expired_attempts_do_not_pile_up(browser: Browser, parts: Parts, moment: Moment) -> None:
    await browser.begin()
    moment.move(minutes=20)
    await purge(parts)
    async with read_session(parts.database) as session:
        attempts = sa.select(sa.func.count()).select_from(metadata.tables["login_attempts"])
        assert await session.scalar(attempts) == 0
