"""`python -m sandbox.organismes` as the suite starts it: ready on ten ports, healthy, and gone when asked."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import grpc
import httpx
from grpc_health.v1 import health_pb2, health_pb2_grpc

from sandbox.organismes.tests.situation import Situation
from sandbox.suite.environments import environment_of
from sandbox.suite.layout import ORGANISMES, REPOSITORY, Layout
from sandbox.suite.ports import free_base_port


async def _is_healthy(address: str) -> bool:
    async with grpc.aio.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        request = health_pb2.HealthCheckRequest()
        answer = await health_pb2_grpc.HealthStub(channel).Check(request, timeout=20, wait_for_ready=True)
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


async def test_the_process_serves_on_ten_ports_until_it_is_told_to_stop(
    nats: Layout, situation: Situation, tmp_path: Path
) -> None:
    admin = f"127.0.0.1:{free_base_port()}"
    environment = os.environ | environment_of(nats, "organismes")
    environment |= {"MESDROITS_ORGANISMES_ADMIN_LISTEN": admin, "MESDROITS_STATE_FILE": str(tmp_path / "state.db")}
    environment.pop("MESDROITS_OTLP_ENDPOINT")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.organismes", cwd=REPOSITORY, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    healthy = await asyncio.gather(*(_is_healthy(nats.address(organisme)) for organisme in ORGANISMES))
    assert all(healthy)
    async with httpx.AsyncClient(trust_env=False) as client:
        assert len((await client.get(f"http://{admin}/organismes")).json()) == 10
    process.send_signal(signal.SIGTERM)
    output, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, output.decode()
    assert b"Traceback" not in output
