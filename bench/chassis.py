"""What our own instrumentation costs, beside none and beside the contrib packages, in one run (`make bench-chassis`).

The same stack three times (chassis client and gate over gRPC; FastAPI and uvicorn): without traces and metrics, with ours, with the contrib
packages. Every span is sampled and exported to a receiver of this run, which acknowledges and forgets: what a back end does with spans is not what
is measured, and it would take its share of the same two cores. Rounds are interleaved, so that a busy moment of the machine hits all three.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psutil
from joserfc.jwk import OKPKey

from bench.figures import Figure, median_of_ratios, report
from sandbox.suite.ports import free_base_port

VARIANTS = ("bare", "ours", "contrib")
# Many and short: what else the machine does hits both sides of a round, or one round of many.
_ROUNDS = 13
# wrk counts whole seconds.
_LEAD_SECONDS, _ROUND_SECONDS, _REST_SECONDS = 1.0, 1.0, 0.8
_CONNECTIONS = 32


@dataclass(frozen=True)
class Played:
    """A process of this run."""

    process: asyncio.subprocess.Process

    def cpu(self) -> float:
        """Seconds of processor that it has used."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    async def ask(self, seconds: float) -> float:
        """Has it call for so long; returns the calls per second that it made."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{seconds}\n".encode())
        return float(await self.process.stdout.readline())

    async def stop(self) -> None:
        """Ends its input, and waits for its end."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            async with asyncio.timeout(20):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()


async def play(*command: str, word: str, **environment: str) -> Played:
    """Starts a module of this repository, and waits for the line that says it is ready."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, env=os.environ | environment, stdin=pipe, stdout=pipe
    )
    assert process.stdout
    while word not in (line := (await process.stdout.readline()).decode()):
        if not line:
            raise RuntimeError(f"{command[0]} ended before it was ready")
    return Played(process)


def make_keys(folder: Path, issuers: tuple[str, ...] = ("bff", "identity")) -> None:
    """Private keys of these processes, and their public ones together."""
    public = []
    for issuer in issuers:
        key = OKPKey.generate_key("Ed25519", {"kid": issuer}, private=True)
        (folder / f"{issuer}.jwk").write_text(json.dumps(key.as_dict(private=True)))
        public.append(key.as_dict(private=False))
    (folder / "trusted.jwks").write_text(json.dumps({"keys": public}))


@dataclass(frozen=True)
class Ground:
    """Where a run stands: `port` is the first of ten free ones."""

    folder: Path
    port: int

    @property
    def otlp(self) -> str:
        """The address of the receiver."""
        return f"http://127.0.0.1:{self.port + 1}"

    async def play(self, role: str, variant: str, port: int) -> Played:
        """One process of a variant."""
        return await play("bench.chassis_played", role, variant, str(self.folder), self.otlp, str(port), word="ready")


@contextlib.asynccontextmanager
async def ground() -> AsyncIterator[Ground]:
    """Keys, ports and a trace receiver, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mesdroits-bench-") as name:
        here = Ground(Path(name), free_base_port())
        make_keys(here.folder)
        receiver = await here.play("receiver", "bare", here.port + 1)
        try:
            yield here
        finally:
            await receiver.stop()


@dataclass
class Measured:
    """A variant, round by round: calls per second, and microseconds of processor per call in the processes that it instruments."""

    rates: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)


Results = dict[str, Measured]
Ask = Callable[[float], Awaitable[float]]


async def measure(asks: Mapping[str, Ask], parts: Mapping[str, list[Played]]) -> Results:
    """Each variant in turn, each round beginning with another one."""
    results = {variant: Measured() for variant in VARIANTS}
    for turn in range(_ROUNDS):
        for variant in _in_turn(turn):
            before = sum(part.cpu() for part in parts[variant])
            # What is exported late of the lead makes up for what is exported after the round.
            lead = await asks[variant](_LEAD_SECONDS)
            rate = await asks[variant](_ROUND_SECONDS)
            await asyncio.sleep(_REST_SECONDS)
            calls = lead * _LEAD_SECONDS + rate * _ROUND_SECONDS
            results[variant].rates.append(rate)
            results[variant].cpu_us.append((sum(part.cpu() for part in parts[variant]) - before) / calls * 1e6)
    for part in (part for several in parts.values() for part in several):
        await part.stop()
    return results


async def measure_rpc(here: Ground) -> Results:
    """One unary RPC, from one process to another."""
    ports = {variant: here.port + 2 + rank for rank, variant in enumerate(VARIANTS)}
    servers = {variant: await here.play("server", variant, port) for variant, port in ports.items()}
    clients = {variant: await here.play("client", variant, port) for variant, port in ports.items()}
    asks = {variant: client.ask for variant, client in clients.items()}
    return await measure(asks, {variant: [clients[variant], servers[variant]] for variant in VARIANTS})


async def measure_edge(here: Ground) -> Results:
    """One route, asked for by wrk."""
    ports = {variant: here.port + 5 + rank for rank, variant in enumerate(VARIANTS)}
    edges = {variant: [await here.play("edge", variant, port)] for variant, port in ports.items()}
    asks = {variant: partial(request, f"http://127.0.0.1:{port}/persons/p1") for variant, port in ports.items()}
    return await measure(asks, edges)


def _in_turn(turn: int) -> tuple[str, ...]:
    first = turn % len(VARIANTS)
    return VARIANTS[first:] + VARIANTS[:first]


async def request(url: str, seconds: float) -> float:
    """Requests per second, with wrk where it is installed."""
    if not shutil.which("wrk"):
        return await request_ourselves(url, seconds)
    command = ("wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds:.0f}s", url)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said = (await process.communicate())[0].decode()
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found or "Non-2xx" in said:
        raise RuntimeError(said)
    return float(found[1])


async def request_ourselves(url: str, seconds: float) -> float:
    """The same with a client of a few lines, which takes more of the machine than wrk does."""
    address, _, path = url.removeprefix("http://").partition("/")
    host, _, port = address.partition(":")
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds

    async def ask() -> int:
        made, (reader, writer) = 0, await asyncio.open_connection(host, int(port))
        while loop.time() < until:
            writer.write(f"GET /{path} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            await reader.readexactly(int(length[1]) if length else 0)
            made += 1
        writer.close()
        return made

    return sum(await asyncio.gather(*(ask() for _ in range(_CONNECTIONS)))) / seconds


def figures(subject: str, results: Results, target: str, how: str) -> list[Figure]:
    """Both ratios, then the rates and the processor time they come from."""
    bare = results["bare"].rates
    how = f"{_ROUNDS} interleaved rounds of {_ROUND_SECONDS:.0f} s; {how}"
    ratios = f"median of the ratios round by round, {how}"
    figures = [
        Figure(f"{subject}traced_vs_bare", median_of_ratios(results["ours"].rates, bare), "ratio", ratios, target),
        Figure(f"{subject}contrib_vs_bare", median_of_ratios(results["contrib"].rates, bare), "ratio", f"{ratios}; contrib packages in place of ours"),
    ]  # fmt: skip
    for variant, measured in results.items():
        figures.append(Figure(f"{subject}{variant}_per_s", statistics.median(measured.rates), "1/s", f"median, {how}"))
        cpu = "processor time per call of the processes under test, export thread included, receiver and wrk not"
        figures.append(
            Figure(f"{subject}{variant}_cpu_us", statistics.median(measured.cpu_us), "us", f"{cpu}, median, {how}")
        )
    return figures


_SAME = (
    "every span sampled and exported over OTLP to a receiver on the same cores that acknowledges and forgets; "
    "bare is the same stack (deadline, token, policy, required fields) without traces and metrics"
)


async def main() -> int:
    """Measures, prints, and says by its exit code whether the targets are met."""
    async with ground() as here:
        rpc = await measure_rpc(here)
        edge = await measure_edge(here)
    return report(
        [
            *figures(
                "chassis.rpc_", rpc, ">= 0.75", f"one unary RPC through chassis client and gate, 32 in flight; {_SAME}"
            ),
            *figures("edge.", edge, ">= 0.6", f"one FastAPI route under uvicorn, 32 connections; {_SAME}"),
        ]
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
