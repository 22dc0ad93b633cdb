"""What is written around a view: the journal, what is kept, what changed, and what is removed."""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from mesdroits.rights.v1 import rights_service_pb2 as pb

from chassis.crypto import Vault
from chassis.db import Database, unit_of_work
from chassis.errors import Unavailable
from sandbox.suite.layout import Layout
from services.rights.domain.questions import Question
from services.rights.domain.vocabulary import Organisme
from services.rights.store import tables
from services.rights.store.accesses import Access, claim
from services.rights.store.last_known import LastKnownStore
from services.rights.tests.played import NOON, PERSON, right
from services.rights.tests.world import ACCESS, OBSERVED, World, a_world, until


def attached(world: World) -> None:
    world.identity.attach("cnaf", "cnam")
    world.organismes["cnaf"].rights = [right("rsa", 64_652), right("apl", 30_000)]


async def test_each_organisme_read_is_told_to_the_journal_before_the_answer_leaves(world: World) -> None:
    attached(world)
    await world.view(purpose="consult_rights")
    told = await world.events(ACCESS)
    assert {event.subject for event in told} == {"cnaf.rights", "cnam.rights"}
    first = told[0]
    assert (first.person_id, first.reader, first.purpose) == (PERSON, "rights", "consult_rights")
    assert first.legal_basis.startswith("Décret n° 2017-351")
    assert first.access_time.ToDatetime() == NOON.replace(tzinfo=None)


async def test_who_answered_is_told_to_the_journal_while_others_are_waited_for(world: World) -> None:
    attached(world)
    world.organismes["cnam"].delay = 3
    view = asyncio.create_task(world.view())
    await until(lambda: world.events(ACCESS), within=1.2)
    assert not view.done()
    await view
    assert [event.subject for event in await world.events(ACCESS)] == ["cnaf.rights"]


async def test_an_organisme_that_did_not_answer_was_not_read(world: World) -> None:
    attached(world)
    world.organismes["cnam"].problem = Unavailable()
    await world.view()
    assert {event.subject for event in await world.events(ACCESS)} == {"cnaf.rights"}


async def test_a_reload_within_the_hour_is_one_access_and_another_purpose_another_one(world: World) -> None:
    attached(world)
    for _ in range(3):
        await world.view()
    assert len(await world.events(ACCESS)) == 2
    await world.view(purpose="simulate")
    world.clock.now = NOON + timedelta(hours=1)
    await world.view()
    assert len(await world.events(ACCESS)) == 6


async def test_payments_and_papers_read_within_the_hour_are_accesses_of_their_own(world: World) -> None:
    world.identity.attach("cnam")
    for _ in range(2):
        await world.view()
        await world.call("ListPayments", pb.ListPaymentsRequest(person_id=PERSON))
        await world.call("ListStatements", pb.ListStatementsRequest(person_id=PERSON))
        await world.call("ListAttestations", pb.ListAttestationsRequest(person_id=PERSON))
    assert [event.subject for event in await world.events(ACCESS)] == [
        "cnam.rights", "cnam.payments", "cnam.statements", "cnam.attestations",
    ]  # fmt: skip


async def test_another_process_does_not_tell_the_same_access_again(
    stack: Layout, world: World, database: Database
) -> None:
    attached(world)
    await world.view()
    async with a_world(stack, database) as other:
        attached(other)
        await other.view()
    assert len(await world.events(ACCESS)) == 2


async def test_an_answer_other_than_the_last_one_is_announced_benefit_by_benefit(world: World) -> None:
    attached(world)
    await world.view()
    await until(lambda: world.kept("cnaf"))
    assert not await world.events(OBSERVED)
    world.clock.now = NOON + timedelta(minutes=1)
    world.organismes["cnaf"].rights = [right("rsa", 70_000), right("apl", 30_000), right("prime-activite", 10_000)]
    await world.view()
    await until(lambda: world.events(OBSERVED))
    told = {(event.organisme, event.benefit) for event in await world.events(OBSERVED)}
    assert told == {("cnaf", "rsa"), ("cnaf", "prime-activite")}


async def test_the_same_answer_again_is_not_written_again_until_it_has_aged(world: World) -> None:
    attached(world)
    query = sa.select(sa.func.max(tables.last_known.c.fetched_time))

    async def last_written() -> datetime | None:
        async with world.database.sessions() as session:
            found: datetime | None = await session.scalar(query)
            return found

    async def is_written_anew() -> bool:
        return await last_written() == world.clock.now

    await world.view()
    await until(is_written_anew)
    world.clock.now = NOON + timedelta(minutes=9)
    await world.view()
    await asyncio.sleep(0.2)
    assert await last_written() == NOON
    world.clock.now = NOON + timedelta(minutes=10)
    await world.view()
    await until(is_written_anew)


async def test_what_is_kept_cannot_be_read_without_the_key_nor_moved_to_another_row(
    stack: Layout, world: World, database: Database
) -> None:
    attached(world)
    await world.view()
    await until(lambda: world.kept("cnaf"))
    async with database.engine.begin() as connection:
        sealed = list((await connection.scalars(sa.select(tables.last_known.c.sealed))).all())
        sealed += list((await connection.scalars(sa.select(tables.attachments.c.sealed))).all())
        await connection.execute(sa.update(tables.last_known).values(person_id="somebody-else"))
    assert not any(b"rsa" in each or b"pseudonym" in each for each in sealed)
    store = LastKnownStore(Vault.from_file(stack.data_key("rights")))
    async with database.sessions() as session:
        assert not await store.of_person(session, "somebody-else", [Question.RIGHTS])


async def test_directories_read_long_ago_and_past_hours_are_removed(world: World, database: Database) -> None:
    attached(world)
    await world.view()
    world.clock.now = NOON + timedelta(days=31)
    await world.parts.purge.once()
    async with database.sessions() as session:
        for table in (tables.attachments, tables.accesses):
            assert not await session.scalar(sa.select(sa.func.count()).select_from(table))


async def test_before_the_decree_a_view_is_served_and_nothing_is_kept(world: World) -> None:
    world.clock.now = NOON.replace(year=2017, month=3, day=20)
    attached(world)
    await world.view()
    await asyncio.sleep(0.2)
    assert not await world.kept("cnaf")


async def test_what_waits_to_be_kept_is_written_when_the_process_ends(stack: Layout, database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with a_world(stack, database) as world:
        attached(world)
        await world.view()
    assert await world.kept("cnaf")


async def test_what_the_database_could_not_take_is_written_when_it_is_back(world: World) -> None:
    attached(world)
    keeper, good = world.parts.keeper, world.database
    keeper.database = Database("postgresql+asyncpg://nobody:nothing@127.0.0.1:1/nowhere")
    await world.view()
    await asyncio.sleep(0.2)
    assert not await world.kept("cnaf")
    keeper.database = good
    await until(lambda: world.kept("cnaf"))


async def upgraded(schema_url: str, revision: str) -> None:
    command = ["-m", "chassis.db", "upgrade", "services.rights", revision]
    root = Path(__file__).parents[3]
    environment = {"MESDROITS_DATABASE_URL": schema_url, "PYTHONPATH": f"{root}:{root / 'gen'}"}
    process = await asyncio.create_subprocess_exec(sys.executable, *command, env=environment, cwd=root)
    assert await process.wait() == 0


async def test_the_migrations_make_the_tables_that_the_code_expects(schema_url: str, database: Database) -> None:
    await upgraded(schema_url, "head")

    def found(connection: sa.Connection) -> dict[str, tuple[set[str], set[str]]]:
        inspector = sa.inspect(connection)
        return {
            name: (
                {c["name"] for c in inspector.get_columns(name)},
                set(inspector.get_pk_constraint(name)["constrained_columns"]),
            )
            for name in inspector.get_table_names()
        }

    async with database.engine.connect() as connection:
        made = await connection.run_sync(found)
    made.pop("alembic_version")
    assert made == {
        table.name: ({c.name for c in table.columns}, {c.name for c in table.primary_key})
        for table in tables.metadata.sorted_tables
    }


async def test_the_previous_release_writes_beside_this_one_and_hides_nothing_of_it(
    schema_url: str, database: Database
) -> None:
    old = sa.text(
        "INSERT INTO accesses (person_id, organisme, purpose, hour)"
        " VALUES (:person, 'cnaf', 'consult_rights', :hour) ON CONFLICT DO NOTHING"
    )
    row, access = (
        {"person": PERSON, "hour": NOON},
        Access(PERSON, Organisme.CNAF, Question.RIGHTS, "consult_rights", NOON),
    )
    await upgraded(schema_url, "0001")
    async with unit_of_work(database) as session:
        await session.execute(old, row)
    await upgraded(schema_url, "head")
    async with unit_of_work(database) as session:
        await session.execute(old, row)
        assert await claim(session, [access]) == {access}
        assert not await claim(session, [access])
