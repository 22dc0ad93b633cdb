"""Create the streams and the organismes' durables: what no service and no organisme may create for itself."""

import ssl
from typing import Any

import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from sandbox.suite.layout import ORGANISMES, Layout
from sandbox.suite.permissions import DECLARED, SITUATION_STREAM, STREAMS, durable_of, inbox_prefix_of, told_to

MAX_AGE_SECONDS = DECLARED["max_age_days"] * 24 * 3600
DUPLICATE_WINDOW_SECONDS = DECLARED["duplicate_window_seconds"]
MAX_DELIVER = DECLARED["organisme_durables"]["max_deliver"]
BACKOFF_SECONDS = [float(seconds) for seconds in DECLARED["organisme_durables"]["backoff_seconds"]]


async def connect(layout: Layout, user: str, **options: Any) -> Client:
    """Connect as a service, as `provision`, or as an organisme, with that user's nkey and inbox."""
    seed = layout.organisme_seeds / f"{user}.seed" if user in ORGANISMES else layout.nats_seed(user)
    if layout.tls:
        options["tls"] = _tls_context(layout, "organismes" if user in ORGANISMES else user)
    return await nats.connect(
        layout.nats_url, nkeys_seed=str(seed), inbox_prefix=inbox_prefix_of(user), name=user, **options
    )


def _tls_context(layout: Layout, user: str) -> ssl.SSLContext:
    files = layout.tls_files("ops" if user == "provision" else user)
    context = ssl.create_default_context(cafile=files["CA"])
    context.load_cert_chain(files["CERT"], files["KEY"])
    return context


async def provision(layout: Layout) -> None:
    """Create or update every stream and durable; what they hold and how far they are is kept."""
    client = await connect(layout, "provision")
    try:
        jetstream = client.jetstream()
        for name, subjects in STREAMS.items():
            await _put_stream(jetstream, name, subjects)
        for organisme in ORGANISMES:
            await jetstream.add_consumer(SITUATION_STREAM, _durable(organisme))
    finally:
        await client.close()


async def _put_stream(jetstream: JetStreamContext, name: str, subjects: tuple[str, ...]) -> None:
    config = StreamConfig(
        name=name,
        subjects=list(subjects),
        storage=StorageType.FILE,
        max_age=MAX_AGE_SECONDS,
        duplicate_window=DUPLICATE_WINDOW_SECONDS,
    )
    try:
        await jetstream.stream_info(name)
    except NotFoundError:
        await jetstream.add_stream(config)
    else:
        await jetstream.update_stream(config)


def _durable(organisme: str) -> ConsumerConfig:
    # An organisme that may be told nothing still has its durable: a filter that nothing matches.
    subjects = told_to(organisme) or (f"organisme.{organisme}.situation.v1.nothing",)
    return ConsumerConfig(
        durable_name=durable_of(organisme),
        filter_subjects=list(subjects),
        ack_policy=AckPolicy.EXPLICIT,
        max_deliver=MAX_DELIVER,
        backoff=BACKOFF_SECONDS,
    )
