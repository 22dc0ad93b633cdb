"""What the suite's own services can and cannot do on a real NATS server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from nats.errors import TimeoutError
from nats.js.api import AckPolicy, ConsumerConfig

from sandbox.suite import Layout, Suite
from sandbox.suite.permissions import durable_of
from sandbox.suite.ports import free_base_port
from sandbox.suite.provision import connect, provision

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[False, True], ids=["plain", "mtls"])
async def layout(request: pytest.FixtureRequest, module_root: Path) -> AsyncIterator[Layout]:
    layout = Layout(module_root / ("mtls" if request.param else "plain"), free_base_port(), tls=request.param)
    async with Suite(layout, only=["nats"]):
        yield layout


async def test_a_service_manages_a_durable_on_a_stream_that_it_may_read(layout: Layout) -> None:
    publisher, reader = await connect(layout, "situation"), await connect(layout, "rights")
    config = ConsumerConfig(
        durable_name="rights-follow", filter_subjects=["mesdroits.situation.v1.>"], ack_policy=AckPolicy.EXPLICIT
    )
    await reader.jetstream().add_consumer("SITUATION", config)
    await publisher.jetstream().publish("mesdroits.situation.v1.fact.created", b"f1")
    pull = await reader.jetstream().pull_subscribe_bind("rights-follow", stream="SITUATION")
    [message] = await pull.fetch(1, timeout=2)
    await message.ack_sync()
    assert message.data == b"f1"
    await publisher.close()
    await reader.close()


async def test_the_edge_follows_the_deliveries_as_they_come_and_nothing_else(layout: Layout) -> None:
    edge, publisher = await connect(layout, "bff", error_cb=_ignore), await connect(layout, "situation")
    ephemeral = await edge.jetstream().subscribe("mesdroits.situation.v1.>", stream="SITUATION")
    elsewhere = await edge.subscribe("mesdroits.>")
    await edge.flush()
    await publisher.jetstream().publish("mesdroits.situation.v1.fact.ended", b"f2")
    assert (await ephemeral.next_msg(2)).subject.startswith("mesdroits.situation.v1.")
    with pytest.raises(TimeoutError):
        await elsewhere.next_msg(0.3)
    with pytest.raises(TimeoutError):
        await edge.jetstream(timeout=0.3).subscribe("mesdroits.identity.v1.>", stream="IDENTITY")
    await edge.close()
    await publisher.close()


@pytest.mark.parametrize(
    ("service", "subject"),
    [
        ("rights", "mesdroits.situation.v1.fact.created"),
        ("identity", "organisme.cnaf.situation.v1.address.created"),
        ("situation", "organisme.cnaf.receipt.v1.applied"),
        ("bff", "mesdroits.situation.v1.fact.created"),
        ("documents", "mesdroits.requests_tracking.v1.claim.advanced"),
        ("documents", "organisme.cnaf.claim.v1.moved"),
        ("requests_tracking", "mesdroits.documents.v1.document.advanced"),
        ("requests_tracking", "organisme.cnaf.claim.v1.moved"),
    ],
)
async def test_a_service_cannot_publish_what_belongs_to_another(layout: Layout, service: str, subject: str) -> None:
    client = await connect(layout, service, error_cb=_ignore)
    with pytest.raises(TimeoutError):
        await client.jetstream(timeout=0.3).publish(subject, b"forged")
    await client.close()


@pytest.mark.parametrize(
    ("service", "stream"),
    [("rights", "RECEIPTS"), ("situation", "CLAIMS"), ("documents", "CLAIMS"), ("documents", "SITUATION")],
)
async def test_a_stream_is_read_by_those_alone_who_need_it(layout: Layout, service: str, stream: str) -> None:
    client = await connect(layout, service, error_cb=_ignore)
    with pytest.raises(TimeoutError):
        await client.jetstream(timeout=0.3).add_consumer(stream, ConsumerConfig(durable_name="spy"))
    await client.close()


async def test_what_becomes_of_documents_and_claims_reaches_who_needs_it(layout: Layout) -> None:
    documents, organisme = await connect(layout, "documents"), await connect(layout, "cnaf")
    claims = await connect(layout, "requests_tracking")
    published = {
        "DOCUMENTS": (documents, "mesdroits.documents.v1.document.advanced", claims),
        "CLAIMS": (organisme, "organisme.cnaf.claim.v1.moved", claims),
        # Once a claim is decided, documents erases the identity titles that were given for it.
        "REQUESTS_TRACKING": (claims, "mesdroits.requests_tracking.v1.claim.advanced", documents),
    }
    for stream, (publisher, subject, reader) in published.items():
        config = ConsumerConfig(durable_name=f"read-{stream}", filter_subjects=[subject], ack_policy=AckPolicy.EXPLICIT)
        await reader.jetstream().add_consumer(stream, config)
        await publisher.jetstream().publish(subject, stream.encode())
        pull = await reader.jetstream().pull_subscribe_bind(f"read-{stream}", stream=stream)
        [message] = await pull.fetch(1, timeout=2)
        await message.ack_sync()
        assert message.data == stream.encode()
    for client in (documents, organisme, claims):
        await client.close()


async def test_provisioning_again_keeps_messages_and_positions(layout: Layout) -> None:
    admin = await connect(layout, "provision")
    jetstream = admin.jetstream()
    await jetstream.publish("organisme.msa.situation.v1.address.created", b"kept")
    before = await jetstream.consumer_info("ORGANISMES", durable_of("msa"))
    await provision(layout)
    after = await jetstream.consumer_info("ORGANISMES", durable_of("msa"))
    assert (after.created, after.num_pending) == (before.created, before.num_pending)
    await admin.close()


async def _ignore(error: Exception) -> None:
    """The refusals are expected; the client would print them."""
