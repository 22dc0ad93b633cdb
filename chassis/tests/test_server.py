"""A process from its start to its end, as whoever supervises it sees it: signals, exit codes, calls under way."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1 import identity_service_pb2_grpc as pb_grpc
from pydantic import ValidationError

from chassis.auth import Minter
from chassis.settings import ProcessSettings
from chassis.tests.conftest import PERSON, settings_of


@asynccontextmanager
async def process(keys: Path, what: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = os.environ | {
        "MESDROITS_SIGNING_KEY_FILE": str(keys / "situation.jwk"),
        "MESDROITS_TRUSTED_KEYS_FILE": str(keys / "trusted.jwks"),
        "MESDROITS_NATS_URL": "nats://127.0.0.1:9",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = (sys.executable, "-m", "chassis.tests.played_process", what)
    started = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    yield started
    if started.returncode is None:
        started.kill()
    await started.communicate()


async def line_with(started: asyncio.subprocess.Process, word: str) -> str:
    assert started.stdout
    async with asyncio.timeout(15):
        while word not in (line := (await started.stdout.readline()).decode()):
            assert line, "the process ended"
    return line


async def port_of(started: asyncio.subprocess.Process) -> int:
    return int(json.loads(await line_with(started, '"serving"'))["port"])


@pytest.mark.parametrize("what", ["fails", "returns", "cancelled"])
async def test_a_background_task_that_ends_ends_the_process_with_an_error(keys: Path, what: str) -> None:
    async with process(keys, what) as started:
        await port_of(started)
        assert await asyncio.wait_for(started.wait(), 10) == 1


async def test_a_process_asked_to_stop_ends_well_although_something_does_not_close(keys: Path) -> None:
    async with process(keys, "lasts") as started:
        await port_of(started)
        started.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(started.wait(), 10) == 0


async def test_a_process_that_waits_for_the_bus_can_still_be_stopped(keys: Path) -> None:
    async with process(keys, "waits_for_the_bus") as started:
        await line_with(started, "starting")
        await asyncio.sleep(0.3)
        started.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(started.wait(), 10) == 0


async def test_calls_under_way_are_answered_and_new_ones_refused_while_a_process_drains(keys: Path) -> None:
    token = Minter.from_settings(settings_of(keys, "bff")).mint("identity", person_id=PERSON)
    metadata = (("authorization", f"Bearer {token}"),)
    async with (
        process(keys, "lasts") as started,
        grpc.aio.insecure_channel(f"127.0.0.1:{await port_of(started)}") as to,
    ):
        health = health_pb2_grpc.HealthStub(to)
        assert (await health.Check(health_pb2.HealthCheckRequest(), timeout=5)).status == 1
        stub = pb_grpc.IdentityServiceStub(to)
        request = pb.GetPersonRequest(person_id=PERSON)
        call = asyncio.ensure_future(stub.GetPerson(request, timeout=5, metadata=metadata))
        await line_with(started, "reached")
        started.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.3)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub.GetPerson(request, timeout=0.3, metadata=metadata)
        assert refused.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
        assert await call == pb.GetPersonResponse()
        assert await asyncio.wait_for(started.wait(), 10) == 0


async def test_a_process_says_that_it_cannot_answer_until_it_is_warm_and_when_it_no_longer_can(keys: Path) -> None:
    async with (
        process(keys, "warms_up") as started,
        grpc.aio.insecure_channel(f"127.0.0.1:{await port_of(started)}") as to,
    ):
        said = []
        async for answer in health_pb2_grpc.HealthStub(to).Watch(health_pb2.HealthCheckRequest(), timeout=5):
            said.append(answer.status)
            if len(said) == 3:
                break
        states = health_pb2.HealthCheckResponse
        assert said == [states.NOT_SERVING, states.SERVING, states.NOT_SERVING]


def test_a_forgotten_certificate_does_not_mean_speaking_in_clear(keys: Path) -> None:
    whole = dict.fromkeys(("tls_cert_file", "tls_key_file", "tls_ca_file"), keys / "x")
    base = settings_of(keys, "bff").model_dump(exclude_none=True)
    assert ProcessSettings.model_validate(base | whole).tls_ca_file
    for forgotten in whole:
        with pytest.raises(ValidationError):
            ProcessSettings.model_validate({name: value for name, value in (base | whole).items() if name != forgotten})
