"""Our side of `make bench-simulator`: the service as it is deployed, in processes of its own, asked over gRPC with the edge's token."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from mesdroits.simulator.v1 import change_pb2, household_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from mesdroits.simulator.v1.simulator_service_pb2_grpc import SimulatorServiceStub

from bench.calm import calm
from bench.chassis import make_keys
from bench.messages import day, message_of
from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import from_rpc_error
from chassis.settings import ProcessSettings
from services.simulator.domain.household import Household

YEAR = 12
_PERSON = "0198c0de-0000-7000-8000-000000000001"
_CALL_SECONDS, _START_SECONDS = 60.0, 180.0


class Ours:
    """The simulator, as the edge calls it."""

    def __init__(self, client: Client[Any], minter: Minter, operator: Minter, pid: int) -> None:
        self._client, self._minter, self._operator, self._pid = client, minter, operator, pid

    async def simulate(self, household: Household) -> pb.SimulateResponse:
        """Every benefit of one household for one month."""
        return await self.simulate_message(message_of(household))

    async def simulate_message(self, household: household_pb2.Household) -> pb.SimulateResponse:
        """The same of whatever a client may send."""
        request = pb.SimulateRequest(person_id=_PERSON, household=household)
        answer: pb.SimulateResponse = await self._call(self._client.stub.Simulate, request)
        return answer

    async def compare(self, household: Household, variants: int, months: int) -> pb.CompareResponse:
        """The household, and so many rents."""
        changes = [
            change_pb2.Change(
                change=f"c{rank}", date=day(household.month), rent_change=change_pb2.RentChange(rent_cents=50_000 + 1_000 * rank)
            )
            for rank in range(variants)
        ]  # fmt: skip
        request = pb.CompareRequest(person_id=_PERSON, household=message_of(household), changes=changes, months=months)
        answer: pb.CompareResponse = await self._call(self._client.stub.Compare, request)
        return answer

    async def ask(self, rpc: str, request: Any, seconds: float = _CALL_SECONDS) -> Any:
        """The answer of any RPC of a person."""
        request.person_id = _PERSON
        return await self._call(getattr(self._client.stub, rpc), request, seconds)

    async def _call(self, rpc: Any, request: Any, seconds: float = _CALL_SECONDS) -> Any:
        token = self._minter.mint("simulator", person_id=_PERSON, assurance=2, purpose="simulate_rights")
        return await self._client.call(rpc, request, token=token, timeout=seconds)

    async def population(
        self, chunks: Sequence[pb.SimulatePopulationRequest], seconds: float = _CALL_SECONDS
    ) -> list[pb.SimulatePopulationResponse]:
        """The answers to chunks, in a conversation of their own. Raises the Problem that it ends with."""
        metadata = (("authorization", f"Bearer {self._operator.mint('simulator')}"),)
        call = self._client.stub.SimulatePopulation(iter(chunks), timeout=seconds, metadata=metadata)
        try:
            return [answer async for answer in call]
        except grpc.aio.AioRpcError as refused:
            raise from_rpc_error(refused) from None

    async def settled(self) -> None:
        """Once what is warmed behind the first answers is warm too: nobody computes any more."""
        await calm(self._pid)


@asynccontextmanager
async def ours(port: int, workers: int = 1) -> AsyncIterator[Ours]:
    """The service from its start to its end, given when it says that it is ready."""
    with tempfile.TemporaryDirectory(prefix="mesdroits-bench-") as name:
        folder = Path(name)
        make_keys(folder, ("bff", "simulator", "ops"))
        process = await _started(folder, port, workers)
        edge, operator = (
            ProcessSettings(
                service=name, signing_key_file=folder / f"{name}.jwk", trusted_keys_file=folder / "trusted.jwks"
            )
            for name in ("bff", "ops")
        )
        minter = Minter.from_settings(edge)
        client = Client[Any](edge, f"127.0.0.1:{port}", SimulatorServiceStub, "simulator", minter)
        try:
            await _ready(port)
            yield Ours(client, minter, Minter.from_settings(operator), process.pid)
        finally:
            await client.close()
            process.terminate()
            await process.wait()


async def _started(folder: Path, port: int, workers: int) -> asyncio.subprocess.Process:
    environment = {
        "MESDROITS_LISTEN": f"127.0.0.1:{port}",
        "MESDROITS_WORKERS": str(workers),
        "MESDROITS_LOG_LEVEL": "ERROR",
        "MESDROITS_SIGNING_KEY_FILE": str(folder / "simulator.jwk"),
        "MESDROITS_TRUSTED_KEYS_FILE": str(folder / "trusted.jwks"),
    }
    command = (sys.executable, "-m", "services.simulator.main")
    return await asyncio.create_subprocess_exec(*command, env=os.environ | environment)


async def _ready(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest()
        while time.monotonic() < until:
            answer = await stub.Check(request, timeout=_START_SECONDS, wait_for_ready=True)
            if answer.status == health_pb2.HealthCheckResponse.SERVING:
                return
            await asyncio.sleep(0.05)
    raise TimeoutError("the simulator does not become ready")


async def timed(calls: Sequence[Any]) -> list[float]:
    """Seconds of each call, one after the other."""
    found = []
    for call in calls:
        began = time.perf_counter()
        await call()
        found.append(time.perf_counter() - began)
    return found
