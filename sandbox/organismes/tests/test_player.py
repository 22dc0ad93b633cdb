"""The organismes on a real NATS server, each with its own key and only its own rights."""

import asyncio
import json

import pytest
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import ledger_pb2
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from chassis import telemetry
from sandbox.organismes.company import Company, play
from sandbox.organismes.settings import Settings
from sandbox.organismes.tests.situation import PSEUDONYM, TRACEPARENT, Situation, change, signed, states

APPLYING = "couple-trois-enfants"


def _know(company: Company, persona: str, *organismes: str) -> None:
    for organisme in organismes:
        assert company.books.register.bind(organisme, PSEUDONYM, persona)


async def test_each_organisme_acknowledges_the_change_that_is_sent_to_it(
    company: Company, situation: Situation
) -> None:
    recipients = ("cnaf", "cnam", "cnav", "france_travail")
    _know(company, APPLYING, *recipients)
    for organisme in recipients:
        await situation.send(organisme, change())
    heard = states(await situation.receipts(9))
    for organisme in recipients:
        own = [one.split()[1] for one in heard if one.startswith(f"{organisme} ")]
        assert own == ["received", "applied", *(["controlled"] if organisme == "cnaf" else [])]


async def test_receipts_are_events_that_continue_the_trace(company: Company, situation: Situation) -> None:
    _know(company, APPLYING, "cnam")
    sent = change()
    await situation.send("cnam", sent)
    received, applied = await situation.receipts(2)
    for receipt in (received, applied):
        assert receipt.traceparent.split("-")[1] == TRACEPARENT.split("-")[1]
        assert receipt.source == "organisme.cnam"
        assert receipt.headers["Nats-Msg-Id"] == receipt.event_id
        assert receipt.headers["ce-type"] == receipt.subject
    body = events_pb2.Receipt.FromString(applied.data)
    assert (body.delivery_id, body.state) == (sent.delivery_id, events_pb2.RECEIPT_STATE_APPLIED)
    assert body.receipt_time.seconds > 1_600_000_000


async def test_an_event_delivered_again_has_one_effect_and_one_answer(company: Company, situation: Situation) -> None:
    _know(company, APPLYING, "cnam")
    event = await situation.send("cnam", change())
    await situation.receipts(2)
    for _ in range(3):
        await situation.publish(event, again=True)
    assert states(await situation.silence()) == ["cnam received", "cnam applied"]
    assert company.store.connection.execute("SELECT count(*) FROM applications").fetchone()[0] == 1


async def test_the_check_of_one_organisme_frees_the_change_that_waits_at_another(
    company: Company, situation: Situation
) -> None:
    _know(company, "reponses-contrariees", "cnam")
    sent = change()
    await situation.send("cnam", sent)
    assert states(await situation.receipts(2)) == ["cnam received", "cnam control_requested"]
    control = ledger_pb2.Control(control_id="c1", version_id=sent.version_id, organisme="cnaf")
    await situation.send("cnam", events_pb2.ControlOffered(pseudonym=PSEUDONYM, control=control), verb="controlled")
    assert states(await situation.receipts(3))[-1] == "cnam applied"


async def test_an_organisme_that_was_down_catches_up(company: Company, situation: Situation) -> None:
    _know(company, APPLYING, "cnav", "cnam")
    company.conduct.switches["cnav"].set_down(True)
    for organisme in ("cnav", "cnam"):
        await situation.send(organisme, change())
    await situation.receipts(2)
    assert states(await situation.silence()) == ["cnam received", "cnam applied"]
    company.conduct.switches["cnav"].set_down(False)
    assert states(await situation.receipts(4))[2:] == ["cnav received", "cnav applied"]


async def test_a_message_that_the_software_breaks_on_reaches_its_last_delivery(
    company: Company, situation: Situation
) -> None:
    _know(company, "reponses-contrariees", "msa")
    advisories = await situation.jetstream._nc.subscribe(
        "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORGANISMES.msa-situation"
    )
    await situation.send("msa", change())
    advisory = json.loads((await advisories.next_msg(15)).data)
    assert advisory["deliveries"] == 10
    assert await situation.silence(0.1) == []
    rows = company.store.connection.execute("SELECT reason FROM refusals").fetchall()
    assert [row["reason"] for row in rows] == ["poison"] * 10


async def test_a_message_that_cannot_be_read_is_terminated_at_once(company: Company, situation: Situation) -> None:
    _know(company, APPLYING, "cnam")
    advisories = await situation.jetstream._nc.subscribe(
        "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.ORGANISMES.cnam-situation"
    )
    await situation.jetstream.publish("organisme.cnam.situation.v1.address.created", b"\xff")
    assert json.loads((await advisories.next_msg(5)).data)["deliveries"] == 1
    await situation.send("cnam", change())
    assert states(await situation.receipts(2)) == ["cnam received", "cnam applied"]


async def test_what_was_received_before_a_crash_is_applied_after_it(settings: Settings, situation: Situation) -> None:
    before = Company(settings)
    _know(before, "reponses-contrariees", "cnav")
    async with before.on_stage() as players:
        playing = asyncio.create_task(play(players))
        await situation.send("cnav", change())
        await situation.receipts(1)
        # cnav applies 400 ms later: it will not have the time.
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    after = Company(settings)
    async with after.on_stage() as players:
        playing = asyncio.create_task(play(players))
        assert states(await situation.receipts(3)) == ["cnav received", "cnav applied", "cnav controlled"]
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def test_the_work_of_an_organisme_bears_its_name_in_the_trace(settings: Settings, situation: Situation) -> None:
    telemetry.shutdown()
    spans = InMemorySpanExporter()
    telemetry.tracer_for("organisme-cnam", None, processor=SimpleSpanProcessor(spans))
    company = Company(settings)
    _know(company, APPLYING, "cnam")
    async with company.on_stage() as players:
        playing = asyncio.create_task(play(players))
        await situation.send("cnam", change())
        await situation.receipts(2)
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
    done = spans.get_finished_spans()
    telemetry.shutdown()
    assert [span.name for span in done] == ["receive situation", "apply situation"]
    assert {span.service for span in done} == {"organisme-cnam"}  # type: ignore[attr-defined]  # our own span
    assert {f"{span.context.trace_id:032x}" for span in done if span.context} == {TRACEPARENT.split("-")[1]}


@pytest.mark.parametrize("burst", [200])
async def test_a_burst_is_applied_once_each_and_in_good_time(
    company: Company, situation: Situation, burst: int
) -> None:
    _know(company, APPLYING, "cnam", "cnaf")
    events = [signed(organisme, change(), situation.signer) for _ in range(burst) for organisme in ("cnam", "cnaf")]
    for event in events:
        await situation.publish(event)
    await situation.receipts(burst * 5, seconds=20)
    applied = company.store.connection.execute("SELECT count(*), count(DISTINCT event_id) FROM applications").fetchone()
    assert tuple(applied) == (burst * 2, burst * 2)
