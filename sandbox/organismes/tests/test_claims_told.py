"""The steps of claims on a real NATS server, under the organisme's own key."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from mesdroits.organisme.v1 import claims_pb2 as pb
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from chassis.bus import Incoming
from sandbox.organismes.company import Company, play
from sandbox.organismes.settings import Settings
from sandbox.organismes.tests.claimant import Claimant, kinds
from sandbox.organismes.tests.played import Played
from sandbox.organismes.tests.situation import TRACEPARENT, Situation
from sandbox.suite.layout import Layout


def claimant(company: Company, layout: Layout) -> Claimant:
    """Of the Caf of a company at work."""
    played = Played(company.ports["cnaf"], company.conduct, company.world, layout, "organisme.cnaf", company.office)
    return Claimant(played)


@pytest_asyncio.fixture
async def jonathan(company: Company, nats: Layout) -> AsyncIterator[Claimant]:
    """Somebody whose claims go every way."""
    known = await claimant(company, nats).known_as("demandes-en-cours")
    yield known
    for client in known.played.clients:
        await client.close()


def told(events: list[Incoming]) -> list[str]:
    return kinds(pb.ClaimMoved.FromString(event.data).step for event in events)


async def test_steps_are_events_of_the_trace_of_the_click(jonathan: Claimant, situation: Situation) -> None:
    with telemetry.span("click", parent=TRACEPARENT):
        answer = await jonathan.submit("rsa")
    jonathan.live(3)
    events = await situation.moves(2)
    assert told(events) == ["STATE en_cours", "PIECE_EXPECTED rib"]
    for event in events:
        assert event.subject == "organisme.cnaf.claim.v1.moved"
        assert (event.source, event.headers["ce-type"]) == ("organisme.cnaf", event.subject)
        assert event.headers["Nats-Msg-Id"] == event.event_id
        assert event.traceparent.split("-")[1] == TRACEPARENT.split("-")[1]
    assert pb.ClaimMoved.FromString(events[0].data).organisme_reference == answer.organisme_reference


async def test_days_pass_by_themselves_at_the_pace_that_is_set(
    jonathan: Claimant, situation: Situation, company: Company
) -> None:
    await jonathan.submit("rsa")
    company.office.days.pace(20)
    assert told(await situation.moves(2)) == ["STATE en_cours", "PIECE_EXPECTED rib"]


async def test_steps_may_be_told_twice_and_out_of_order(jonathan: Claimant, situation: Situation) -> None:
    persona = jonathan.played.world._people["demandes-en-cours"].organismes["cnaf"]
    persona.scenarios["rsa"] = "dans-le-desordre"
    try:
        await jonathan.submit("rsa")
    finally:
        del persona.scenarios["rsa"]
    jonathan.live(5)
    numbers = [pb.ClaimMoved.FromString(event.data).step.number for event in await situation.moves(5)]
    assert numbers == [3, 3, 2, 4, 4]


async def test_what_was_planned_before_a_restart_comes_after_it(
    settings: Settings, situation: Situation, nats: Layout
) -> None:
    before = Company(settings)
    async with before.on_stage():
        asking = await claimant(before, nats).known_as("demandes-en-cours")
        await asking.submit("rsa")
        before.office.days.advance(2)
        for client in asking.played.clients:
            await client.close()
    after = Company(settings)
    async with after.on_stage() as players:
        playing = asyncio.create_task(play(players))
        assert told(await situation.moves(1)) == ["STATE en_cours"]
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def test_an_organisme_that_was_down_tells_what_it_missed(
    jonathan: Claimant, situation: Situation, company: Company
) -> None:
    await jonathan.submit("rsa")
    company.conduct.switches["cnaf"].set_down(True)
    company.office.days.advance(5)
    await asyncio.sleep(0.5)
    assert (await situation.jetstream.stream_info("CLAIMS")).state.messages == 0
    company.conduct.switches["cnaf"].set_down(False)
    assert len(await situation.moves(2)) == 2


async def test_the_instruction_bears_the_name_of_the_organisme_in_the_trace(
    settings: Settings, situation: Situation, nats: Layout
) -> None:
    telemetry.shutdown()
    spans = InMemorySpanExporter()
    telemetry.tracer_for("organisme-cnaf", None, processor=SimpleSpanProcessor(spans))
    company = Company(settings)
    async with company.on_stage():
        asking = await claimant(company, nats).known_as("couple-trois-enfants")
        await asking.submit("rsa")
        asking.live(3)
        for client in asking.played.clients:
            await client.close()
    done = spans.get_finished_spans()
    telemetry.shutdown()
    assert [(span.name, span.attributes["mesdroits.claim_step"]) for span in done if span.attributes] == [
        ("instruct claim", "STATE"), ("instruct claim", "PIECE_EXPECTED"),
    ]  # fmt: skip
