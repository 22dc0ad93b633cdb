"""`python -m tests.faults.alerts`: the second act of `make faults`. `kill -9` in the middle of a sweep of 100 000 persons and of what it sends.

Exits 0 if every reminder that was due is with its carrier once, none twice, and none begun after its task was done; 1 otherwise, with each finding.
PostgreSQL, NATS and the played carriers are processes of the suite; notify and its sweeps are as deployed, by a clock that says Tuesday 08:00, then an
hour later each time that nothing more can be done: what the dead held in their hands is found again once their leases have run out.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import httpx

from bench.figures import Figure, report
from chassis.crypto import Vault
from chassis.db import Database
from sandbox.suite import database
from sandbox.suite.environments import database_url
from sandbox.suite.layout import Layout
from sandbox.suite.migrations import migrate
from sandbox.suite.passing import passing
from sandbox.suite.suite import Suite
from tests.faults.alerts_counting import Evidence, missed, sent_after_done, sent_twice, spared
from tests.faults.alerts_crowd import WHOLE, Crowd, Filling, Size
from tests.faults.alerts_evidence import call_witness, gather
from tests.faults.alerts_marking import Marking
from tests.faults.alerts_sources import Sources
from tests.faults.alerts_workers import State, Workers
from tests.faults.telling import say

_PROCESSES = ("postgres", "nats", "providers")
_SWEEPS = ("sweep 1", "sweep 2")
# Long enough for all that shares an hour, for every lease and for every new attempt.
_HOUR = timedelta(minutes=65)
_HOURS, _HOUR_SECONDS = 6, 900.0
_KILLS_OF_SWEEPS, _KILLS_OF_SENDING, _KILLS_OF_ASKING = 6, 6, 2
_PAUSE = (0.8, 3.5)
_CALM_TIMES, _CALM_SECONDS = 3, 0.7
# What a carrier takes to answer: some are always being handed over when a process dies.
_LATENCY_MS = 150
_SHOWN = 20
_MARKING_SECONDS = 20.0


class NotAtRest(Exception):
    """Something was still under way at the end of the time given; the message says what."""


@dataclass
class Killed:
    """How many processes died, and what was found in their hands: persons held, deliveries SENDING."""

    sweeps: int = 0
    sending: int = 0
    carriers: int = 0
    persons: int = 0
    deliveries: int = 0


@dataclass
class Act:
    """What it is played with."""

    suite: Suite
    workers: Workers
    marking: Marking
    dice: Random
    killed: Killed = field(default_factory=Killed)
    allowed: dict[str, int] = field(default_factory=dict)
    after_last: State | None = None

    async def play(self) -> None:
        """Hour after hour, until nothing is left for any hour. Raises NotAtRest."""
        async with asyncio.TaskGroup() as tasks:
            dawn = tasks.create_task(self.marking.at_dawn())
            await self._hour(sweeping=_KILLS_OF_SWEEPS, sending=_KILLS_OF_SENDING)
            nine = tasks.create_task(self.marking.at_nine(_MARKING_SECONDS))
            await self._later(sending=_KILLS_OF_SENDING, carriers=1)
            for _ in range(_HOURS):
                state = await self._later(sending=_KILLS_OF_ASKING)
                if state.is_at_rest and dawn.done() and nine.done():
                    await self.workers.kill_all()
                    return
            raise NotAtRest(f"after {_HOURS} hours: {state}, done at dawn {dawn.done()}, at nine {nine.done()}")

    async def _later(self, **kills: int) -> State:
        """Everybody dies, an hour passes, and it goes on."""
        await self.workers.kill_all()
        self.workers.wait_in_vain(_HOUR)
        return await self._hour(**kills)

    async def _hour(self, **kills: int) -> State:
        """Everything that can be done at this hour; whoever is at it is killed again and again, so many times at the most."""
        self.allowed = kills
        until, calm, before = time.monotonic() + _HOUR_SECONDS, 0, None
        await self._patience()
        await asyncio.gather(*(self.workers.start(name) for name in ("notify", *_SWEEPS)))
        while calm < _CALM_TIMES:
            state = await self.workers.state()
            calm = calm + 1 if state.is_calm and state == before else 0
            before = state
            if time.monotonic() > until:
                raise NotAtRest(f"at {self.workers.wall:%H:%M}: {state}")
            await asyncio.sleep(_CALM_SECONDS if state.is_calm else self.dice.uniform(*_PAUSE))
            await self._strike(state)
        self.killed.persons += state.held
        self.killed.deliveries += state.sending
        say(
            f"  {self.workers.wall:%H:%M}  plus rien à faire à cette heure ; en main des morts : {state.held} personnes, {state.sending} envois"
        )
        return state

    async def _strike(self, state: State) -> None:
        """Whoever has been at it the longest dies, once something was done since the last one did."""
        if state == self.after_last:
            return
        if state.waiting and self._may("sweeping"):
            self.killed.sweeps += await self._again(self.workers.oldest, state)
        elif (state.due or state.unplanned) and self._may("sending"):
            self.killed.sending += await self._again("notify", state)
            if self._may("carriers"):
                await self._lose_carriers()

    def _may(self, what: str) -> bool:
        left = self.allowed.get(what, 0)
        self.allowed[what] = left - 1
        return left > 0

    async def _again(self, victim: str, state: State) -> bool:
        died = await self.workers.kill(victim)
        await self.workers.start(victim)
        self.after_last = await self.workers.state()
        if died:
            say(
                f"  {self.workers.wall:%H:%M:%S}  kill -9 {victim:<8} restent {state.waiting} personnes à voir, {state.due} envois à faire"
            )
        return died

    async def _lose_carriers(self) -> None:
        await self.suite.kill("providers")
        self.killed.carriers += 1
        say(f"  {self.workers.wall:%H:%M:%S}  kill -9 providers : plus de relais d'e-mail ni de passerelle SMS")
        await self.suite.wait_ready("providers")
        await self._patience()

    async def _patience(self) -> None:
        async with httpx.AsyncClient(base_url=self.suite.layout.providers_url) as page:
            for house in ("principal", "secours"):
                (await page.put(f"/admin/houses/{house}", json={"latency_ms": _LATENCY_MS})).raise_for_status()


@asynccontextmanager
async def _grounds(size: Size) -> AsyncIterator[tuple[Suite, Crowd, Sources]]:
    with passing(Layout) as layout:
        sources = Sources(layout)  # type: ignore[abstract]
        try:
            async with Suite(layout, _PROCESSES, say=say) as suite:
                await migrate(layout, ["notify"])
                server = await database.connect(layout, "postgres")
                await call_witness(server)
                await server.close()
                base = Database(database_url(layout, "notify"))
                crowd = await Filling(base, Vault.from_file(layout.data_key("notify")), size, say).fill()
                await base.close()
                await sources.start()
                yield suite, crowd, sources
        finally:
            await sources.stop()


async def main(size: Size) -> int:
    """The exit code."""
    began, dice = time.monotonic(), Random(5)  # noqa: S311  moments, not keys
    async with _grounds(size) as (suite, crowd, sources):
        reminded = f"{len(crowd.told)} ont des rappels, {size.reached} par e-mail et par SMS"
        say(f"\n{size.persons} personnes à regarder, {reminded}.")
        marking, stuck = Marking(suite.layout, crowd.reached, sources, dice), list[str]()
        async with Workers(suite.layout) as workers, aclosing(marking):
            act = Act(suite, workers, marking, dice)
            try:
                await act.play()
            except* NotAtRest as busy:
                # What is stuck is told, then counted: it is missed.
                stuck = [str(each) for each in busy.exceptions]
        evidence, errors = await gather(suite.layout, crowd), workers.unforeseen()
    say(f"  fini en {time.monotonic() - began:.0f} s")
    return _verdict(evidence, act, size, stuck + errors)


def _verdict(evidence: Evidence, act: Act, size: Size, unforeseen: list[str]) -> int:
    found = {
        "missed": missed(evidence),
        "sent_twice": sent_twice(evidence),
        "sent_after_done": sent_after_done(evidence),
        "unforeseen": unforeseen,
    }
    for what, findings in found.items():
        for finding in findings[:_SHOWN]:
            print(f"{what}: {finding}", file=sys.stderr)
    killed, race, due = act.killed, spared(evidence), sum(one.count for one in evidence.due)
    how = (
        f"kill -9 of {killed.sweeps} sweepers, {killed.sending} senders and {killed.carriers} carriers in the middle of {size.persons} persons and "
        f"{due} reminders by e-mail and SMS; {len(evidence.parcels)} parcels counted at the carriers; of tasks done meanwhile {race.never_left} parcels "
        f"never left, {race.had_begun} had begun before"
    )
    done = f"= {act.marking.finishing}"
    return report(
        [
            *(Figure(f"notify.{what}", len(findings), "findings", how, "= 0") for what, findings in found.items()),
            Figure("notify.done_meanwhile", len(evidence.done), "tasks", "by the person, or elsewhere as the organisme says", done),
            Figure("notify.held_by_the_dead", killed.persons + killed.deliveries, "persons, deliveries", "found again later", "> 0"),
        ]
    )  # fmt: skip


def _size() -> Size:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--persons", type=int, default=WHOLE.persons)
    asked.add_argument("--reached", type=int, default=WHOLE.reached)
    asked.add_argument("--twofold", type=int, default=WHOLE.twofold)
    return Size(**vars(asked.parse_args()))


if __name__ == "__main__":
    sys.exit(asyncio.run(main(_size())))
