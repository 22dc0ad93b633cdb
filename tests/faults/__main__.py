"""`make faults`: exits 0 if nothing was lost, done twice or told to anybody without a basis; 1 otherwise, with each finding.

The second act, what the calendar tells and sends, is `tests.faults.alerts`, which runs by itself too.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from bench.figures import Figure, report
from sandbox.suite.layout import Layout
from sandbox.suite.passing import passing
from sandbox.suite.suite import Suite
from services.situation.catalogue.loader import load as load_catalogue
from tests.faults import alerts
from tests.faults import evidence as reading
from tests.faults.alerts_crowd import WHOLE
from tests.faults.counting import Evidence, done_twice, lost, misdelivered
from tests.faults.load import PERSONAS, Load
from tests.faults.rest import NotAtRest, durables_of, replay, wait_until_at_rest
from tests.faults.telling import say

# Those that callers meet first, then what everything stands on.
VICTIMS = (
    "edge", "identity", "situation", "rights", "simulator", "documents", "requests_tracking", "notify", "organismes", "providers",
    "franceconnect", "traces", "nats", "postgres",
)  # fmt: skip
_BEFORE_SECONDS = 3.0
_BETWEEN_SECONDS = 4.0
_REST_SECONDS = 60.0
_REPLAY_SECONDS = 90.0
_SHOWN = 20


@asynccontextmanager
async def running() -> AsyncIterator[Suite]:
    """The whole suite on free ports; nothing is left afterwards."""
    with passing(Layout) as layout:
        async with Suite(layout, say=say) as suite:
            yield suite


async def hurt(suite: Suite, load: Load) -> list[float]:
    """Kills each process in turn; the seconds until all were ready again, for each."""
    recoveries, began = [], time.monotonic()
    await asyncio.sleep(_BEFORE_SECONDS)
    for victim in VICTIMS:
        killed = time.monotonic()
        await suite.kill(victim)
        await asyncio.gather(*(suite.wait_ready(name) for name in suite.names))
        recoveries.append(time.monotonic() - killed)
        await asyncio.sleep(_BETWEEN_SECONDS)
        load.check()
        silence = load.longest_silence(killed, time.monotonic())
        say(
            f"  t = {killed - began:5.1f} s  kill -9 {victim:<14} tout est de nouveau prêt en {recoveries[-1]:5.1f} s,"
            f"  au plus {silence:4.1f} s sans déclaration acquittée"
        )
    return recoveries


async def main() -> int:
    """The exit code."""
    async with running() as suite:
        load = Load()
        await load.start(suite.layout)
        durables = await durables_of(suite.layout)
        say(f"\n{len(PERSONAS)} personnes déclarent sans cesse ; chaque processus est tué à son tour.")
        recoveries = await hurt(suite, load)
        await load.stop()
        say(f"  {len(load.told)} déclarations acquittées ; clients obligés d'insister : {dict(load.retries)}")
        try:
            took = await wait_until_at_rest(suite.layout, durables, _REST_SECONDS)
            say(f"  au repos en {took:.1f} s")
            again = await replay(suite.layout, _REPLAY_SECONDS)
            say(
                f"  {again.durables} abonnements repartis du premier événement : {again.events} livraisons, {again.seconds:.1f} s"
            )
            unfinished = 0
        except NotAtRest as busy:
            # What is stuck is told, then counted: it is lost. Without a whole replay, nothing is proven either.
            say(f"  toujours pas au repos : {busy}")
            unfinished = 1
        return _verdict(await reading.gather(suite.layout, load.told), recoveries) or unfinished


def _verdict(evidence: Evidence, recoveries: Sequence[float]) -> int:
    day = datetime.now(ZoneInfo("Europe/Paris")).date()
    how = f"kill -9 of {len(VICTIMS)} processes in turn under load through the edge, then every stream replayed from the start"
    found = {
        "lost": lost(evidence),
        "applied_twice": done_twice(evidence),
        "misdelivered": misdelivered(evidence, load_catalogue(), day),
    }
    for what, findings in found.items():
        for finding in findings[:_SHOWN]:
            print(f"{what}: {finding}", file=sys.stderr)
    counts = f"{len(evidence.sent)} deliveries, {len(evidence.messages)} messages to organismes"
    return report(
        [
            Figure("faults.acknowledged", len(evidence.told), "declarations", how, "> 0"),
            *(Figure(f"faults.{what}", len(findings), "findings", f"{how}; {counts}", "= 0") for what, findings in found.items()),
            Figure("faults.recovery_worst_s", max(recoveries), "s", "from kill -9 to every process ready again"),
        ]
    )  # fmt: skip


async def both() -> int:
    """One act after the other, whatever the first found."""
    return max(await main(), await alerts.main(WHOLE))


if __name__ == "__main__":
    sys.exit(asyncio.run(both()))
