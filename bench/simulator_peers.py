"""What the simulator is measured beside: OpenFisca's own server, started as its documentation says."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from bench.simulator_cases import Json

_START_SECONDS = 120.0
_ANSWER_SECONDS = 600.0


class Server:
    """`openfisca serve`."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def calculate(self, document: Json) -> Json:
        """The answer to one request. Raises what httpx raises."""
        answer = await self._http.post("/calculate", json=document)
        answer.raise_for_status()
        computed: Json = answer.json()
        return computed


@asynccontextmanager
async def server(port: int, workers: int = 1) -> AsyncIterator[Server]:
    """A server, ended afterwards."""
    program = Path(sys.executable).parent / "openfisca"
    command = (str(program), "serve", "--country-package", "openfisca_france", "--bind", f"127.0.0.1:{port}",
               "--workers", str(workers), "--timeout", "1200")  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    limits = httpx.Limits(max_connections=256)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=_ANSWER_SECONDS, limits=limits, trust_env=False
    ) as http:
        try:
            await _until_it_answers(http, process)
            yield Server(http)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _until_it_answers(http: httpx.AsyncClient, process: asyncio.subprocess.Process) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.returncode is not None:
            raise RuntimeError("openfisca serve ended at its start")
        try:
            (await http.get("/entities")).raise_for_status()
        except httpx.HTTPError:
            await asyncio.sleep(0.3)
        else:
            return
    raise TimeoutError("openfisca serve does not answer")
