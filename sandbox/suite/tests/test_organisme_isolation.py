"""What an organisme can and cannot do on a real NATS server, with its own key and whatever code it likes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from nats.aio.client import Client
from nats.errors import Error, NoRespondersError, TimeoutError
from nats.js import JetStreamContext

from sandbox.suite import Layout, Suite
from sandbox.suite.permissions import STREAMS, durable_of
from sandbox.suite.ports import free_base_port
from sandbox.suite.provision import connect

pytestmark = pytest.mark.asyncio(loop_scope="module")
SUBJECT = "organisme.{}.situation.v1.address.created"
RECEIPT = "organisme.{}.receipt.v1.applied"
CLAIM = "organisme.{}.claim.v1.moved"


class Guest:
    """An organisme's connection, and what the server refused to it: a refusal reaches a client on the side only."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.client: Client

    async def note(self, error: Exception) -> None:
        self.refusals.append(str(error).lower())

    async def refused(self, what: str) -> bool:
        await self.client.flush()
        await asyncio.sleep(0.05)
        return any("permissions violation" in refusal and what.lower() in refusal for refusal in self.refusals)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def layout(module_root: Path) -> AsyncIterator[Layout]:
    layout = Layout(module_root, free_base_port())
    async with Suite(layout, only=["nats"]):
        yield layout


@pytest_asyncio.fixture(loop_scope="module")
async def admin(layout: Layout) -> AsyncIterator[JetStreamContext]:
    client = await connect(layout, "provision")
    jetstream = client.jetstream()
    for stream in STREAMS:
        await jetstream.purge_stream(stream)
    yield jetstream
    await client.close()


@pytest_asyncio.fixture(loop_scope="module")
async def cnaf(layout: Layout) -> AsyncIterator[Guest]:
    guest = Guest()
    guest.client = await connect(layout, "cnaf", error_cb=guest.note)
    yield guest
    await guest.client.close()


async def _count(admin: JetStreamContext, stream: str) -> int:
    return (await admin.stream_info(stream)).state.messages


async def test_an_organisme_pulls_and_acknowledges_its_own_situations(cnaf: Guest, admin: JetStreamContext) -> None:
    await admin.publish(SUBJECT.format("cnaf"), b"for cnaf")
    await admin.publish(SUBJECT.format("msa"), b"for msa")
    pull = await cnaf.client.jetstream().pull_subscribe_bind(durable_of("cnaf"), stream="ORGANISMES")
    messages = await pull.fetch(10, timeout=0.5)
    assert [message.data for message in messages] == [b"for cnaf"]
    await messages[0].ack_sync()
    assert (await admin.consumer_info("ORGANISMES", durable_of("cnaf"))).num_ack_pending == 0
    assert not cnaf.refusals


@pytest.mark.parametrize(("subject", "stream"), [(RECEIPT, "RECEIPTS"), (CLAIM, "CLAIMS")])
async def test_an_organisme_publishes_its_own_receipts_and_claims(
    cnaf: Guest, admin: JetStreamContext, subject: str, stream: str
) -> None:
    await cnaf.client.jetstream().publish(subject.format("cnaf"), b"told")
    assert await _count(admin, stream) == 1


@pytest.mark.parametrize(
    "subject",
    [">", "organisme.>", "organisme.*.situation.v1.>", "organisme.cnaf.situation.v1.>", "organisme.msa.>",
     "mesdroits.>", "_INBOX.>", "_INBOX_msa.>", "$JS.>", "$SYS.>"],
)  # fmt: skip
async def test_an_organisme_cannot_subscribe_to_more_than_its_answers(
    cnaf: Guest, admin: JetStreamContext, subject: str
) -> None:
    heard = await cnaf.client.subscribe(subject)
    assert await cnaf.refused(subject)
    await admin.publish(SUBJECT.format("msa"), b"for msa")
    await admin.publish(SUBJECT.format("cnaf"), b"for cnaf")
    await asyncio.sleep(0.05)
    assert heard.pending_msgs == 0


@pytest.mark.parametrize(
    "subject",
    [RECEIPT.format("msa"), CLAIM.format("msa"), SUBJECT.format("cnaf"), SUBJECT.format("msa"),
     "mesdroits.situation.v1.fact.created", "mesdroits.requests_tracking.v1.claim.advanced"],
)  # fmt: skip
async def test_an_organisme_cannot_publish_as_another(cnaf: Guest, admin: JetStreamContext, subject: str) -> None:
    await cnaf.client.publish(subject, b"forged")
    assert await cnaf.refused(subject)
    assert sum([await _count(admin, stream) for stream in STREAMS]) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda js: js.stream_info("ORGANISMES"),
        lambda js: js.consumer_info("ORGANISMES", durable_of("msa")),
        lambda js: js.get_msg("ORGANISMES", 1),
        lambda js: js.get_last_msg("ORGANISMES", SUBJECT.format("msa")),
        lambda js: js.pull_subscribe(SUBJECT.format("msa"), durable="spy", stream="ORGANISMES"),
        lambda js: js.subscribe(SUBJECT.format("msa"), stream="ORGANISMES"),
        lambda js: js.add_stream(name="SPY", subjects=["spy.>"]),
        lambda js: js.purge_stream("ORGANISMES"),
        lambda js: js.stream_info("CLAIMS"),
        lambda js: js.pull_subscribe(CLAIM.format("msa"), durable="spy", stream="CLAIMS"),
        lambda js: js.delete_consumer("ORGANISMES", durable_of("msa")),
        lambda js: js.delete_consumer("ORGANISMES", durable_of("cnaf")),
    ],
)
async def test_an_organisme_cannot_read_or_change_a_stream(
    cnaf: Guest, admin: JetStreamContext, call: Callable[[JetStreamContext], object]
) -> None:
    await admin.publish(SUBJECT.format("msa"), b"for msa")
    with pytest.raises((Error, TimeoutError, NoRespondersError)):
        await call(cnaf.client.jetstream(timeout=0.3))  # type: ignore[misc]
    assert await cnaf.refused("$JS.API")
    assert await _count(admin, "ORGANISMES") == 1
    assert (await admin.consumer_info("ORGANISMES", durable_of("msa"))).num_pending == 1


async def test_an_organisme_cannot_pull_from_the_durable_of_another(cnaf: Guest, admin: JetStreamContext) -> None:
    await admin.publish(SUBJECT.format("msa"), b"for msa")
    pull = await cnaf.client.jetstream().pull_subscribe_bind(durable_of("msa"), stream="ORGANISMES")
    with pytest.raises(TimeoutError):
        await pull.fetch(1, timeout=0.3)
    assert await cnaf.refused("$JS.API.CONSUMER.MSG.NEXT.ORGANISMES.msa-situation")
    assert (await admin.consumer_info("ORGANISMES", durable_of("msa"))).delivered.consumer_seq == 0


async def test_an_organisme_cannot_acknowledge_for_another(
    cnaf: Guest, layout: Layout, admin: JetStreamContext
) -> None:
    await admin.publish(SUBJECT.format("msa"), b"for msa")
    msa = await connect(layout, "msa")
    pull = await msa.jetstream().pull_subscribe_bind(durable_of("msa"), stream="ORGANISMES")
    [message] = await pull.fetch(1, timeout=1)
    await cnaf.client.publish(message.reply, b"+ACK")
    assert await cnaf.refused(message.reply)
    assert (await admin.consumer_info("ORGANISMES", durable_of("msa"))).num_ack_pending == 1
    await message.ack_sync()
    await msa.close()


@pytest.mark.parametrize(
    "elsewhere",
    [
        RECEIPT.format("msa"),
        CLAIM.format("msa"),
        SUBJECT.format("msa"),
        "mesdroits.situation.v1.fact.created",
        "$JS.API.STREAM.PURGE.ORGANISMES",
    ],
)
async def test_an_organisme_cannot_have_its_answers_sent_elsewhere(
    cnaf: Guest, admin: JetStreamContext, elsewhere: str
) -> None:
    await admin.publish(SUBJECT.format("cnaf"), b"for cnaf")
    pull = f"$JS.API.CONSUMER.MSG.NEXT.ORGANISMES.{durable_of('cnaf')}"
    await cnaf.client.publish(pull, b'{"batch": 1, "no_wait": true}', reply=elsewhere)
    await cnaf.client.publish(RECEIPT.format("cnaf"), b"applied", reply=elsewhere)
    await cnaf.client.flush()
    await asyncio.sleep(0.2)
    # What it may do happened: its own situation stands, its own receipt is in; nothing else came or went.
    assert {stream: await _count(admin, stream) for stream in STREAMS} == {
        "IDENTITY": 0, "SITUATION": 0, "RIGHTS": 0, "DOCUMENTS": 0, "REQUESTS_TRACKING": 0, "ORGANISMES": 1, "RECEIPTS": 1,
        "CLAIMS": 0, "GIVEN_UP": 0, "NOTIFY": 0, "MESSAGES": 0,
    }  # fmt: skip


async def test_a_connection_without_a_key_is_refused(layout: Layout) -> None:
    reader, writer = await asyncio.open_connection(layout.host, layout.ports["nats"])
    writer.write(b"CONNECT {}\r\nPING\r\n")
    answer = await asyncio.wait_for(reader.read(), 5)
    assert b"Authorization Violation" in answer
    assert b"PONG" not in answer
    writer.close()
    await writer.wait_closed()
