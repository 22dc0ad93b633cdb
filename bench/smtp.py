"""`make bench-notify`: messages through notify's dispatch to a real SMTP server, beside raw aiosmtplib, per second of processor.

PostgreSQL and the played relay are real processes of their own; the bench runs notify's dispatcher as the service does, with its role and its keys.
Both sides send as many messages over as many connections, in turn, round by round. What is counted is processor time, since the machine is shared:
of the sender, of PostgreSQL, and of the SMTP server, on both sides. Raw sends bytes that were made before, asks nobody and remembers nothing.
"""

import asyncio
import itertools
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import psutil
import sqlalchemy as sa
import uvloop
from aiosmtplib import SMTP
from sqlalchemy.ext.asyncio import AsyncSession

from bench.figures import Figure, median_of_ratios, report
from chassis.auth import Minter
from chassis.crypto import Vault
from chassis.db import Database, new_id, read_session, unit_of_work
from sandbox.suite.environments import database_url
from sandbox.suite.keys import trusted_keys
from sandbox.suite.layout import Layout
from sandbox.suite.migrations import migrate
from sandbox.suite.passing import passing
from sandbox.suite.suite import Suite
from services.notify.calendar.loader import load
from services.notify.channels.mail import Sender
from services.notify.domain.messages import Content, Message, MessageKind
from services.notify.domain.preferences import Address
from services.notify.domain.profile import Profile
from services.notify.domain.sending import words
from services.notify.domain.sending.channels import Channel
from services.notify.domain.sending.delivery import Parcel
from services.notify.domain.sightings import Sighting
from services.notify.events.published import Published
from services.notify.settings import Settings
from services.notify.store import addresses, announcements, messages, watched
from services.notify.store.announcements import Announcement
from services.notify.store.watched import Watched
from services.notify.templates.loader import load_templates
from services.notify.usecases.context import Notify
from services.notify.usecases.dispatch import Dispatcher
from services.notify.usecases.outcome import Outcomes
from services.notify.usecases.plan import plan
from services.notify.wiring_sending import Sent, make_sending

_MESSAGES, _ROUNDS, _CONNECTIONS = 1000, 5, 64
_CHUNK = 250


class _NoSources:
    """Nobody is read here: the persons are known, and nothing of what leaves is a letter."""

    async def look(self, _: str) -> Sighting | None:
        return None

    async def names(self, _: str) -> None:
        return None


@dataclass
class Rates:
    """Messages by round: a second of the clock, a second of the sender's processor, a second of the sender's and the relay's."""

    through: list[float] = field(default_factory=list)
    sender: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)


@dataclass
class Bench:
    """Everything that both sides need."""

    layout: Layout
    database: Database
    notify: Notify
    made: Sent
    # The process that plays the relay.
    relay: int
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def fill(self) -> None:
        """A thousand persons, each with an address and a message that is due."""
        for _ in range(_MESSAGES // _CHUNK):
            async with unit_of_work(self.database) as session:
                told = [await self._person(session) for _ in range(_CHUNK)]
                await messages.insert(session, self.notify.vault, told)
                waiting = [Announcement(one.message_id, one.person_id, 1, one.created) for one in told]
                await announcements.add(session, waiting)
        while await plan(self.made.sending):
            pass

    async def _person(self, session: AsyncSession) -> Message:
        person_id, now, vault = new_id(), datetime.now(UTC), self.notify.vault
        await watched.add_known(session, vault, [Watched(person_id, Profile(department="63"), now, frozenset())], now)
        address = Address(person_id, Channel.EMAIL, f"p{next(self.numbers)}@exemple.fr", now)
        await addresses.confirm(session, vault, address)
        content = Content("Une date approche", "Un texte.")
        return Message(new_id(), person_id, MessageKind.TASK, content, now, due=date(2026, 12, 31))

    async def ours(self) -> None:
        """As the service sends."""
        sending = self.made.sending
        await Dispatcher(sending, Outcomes(sending), asyncio.Event()).once()

    async def raw(self) -> None:
        """The same messages by aiosmtplib, and nothing else."""
        sender, now = Sender("ne-pas-repondre@mesdroits.example"), datetime.now(UTC)
        text = words.mail(words.Notice("", 1, "K7QF-3M9X", date(2026, 12, 31)))
        made = [
            (address, sender.message(Parcel(new_id(), Channel.EMAIL, address, text), now))
            for address in (f"p{next(self.numbers)}@exemple.fr" for _ in range(_MESSAGES))
        ]
        self.began()
        waiting = iter(made)

        async def worker() -> None:
            line = SMTP(hostname="127.0.0.1", port=self.layout.ports["smtp"], local_hostname="bench.invalid")
            async with line:
                for address, content in waiting:
                    await line.sendmail(sender.address, [address], content)

        await asyncio.gather(*(worker() for _ in range(_CONNECTIONS)))

    def began(self) -> None:
        """The measure begins here."""
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    async def measure(self, side: Callable[[], Awaitable[None]], rates: Rates, backends: Sequence[int]) -> None:
        """One round of one side."""
        stored, relayed = _seconds(backends), _seconds([self.relay])
        self.began()
        await side()
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        cpu += _seconds(backends) - stored
        rates.wall.append(_MESSAGES / wall)
        rates.sender.append(_MESSAGES / cpu)
        rates.through.append(_MESSAGES / (cpu + _seconds([self.relay]) - relayed))

    async def backends(self) -> list[int]:
        """The processes of PostgreSQL."""
        async with read_session(self.database) as session:
            return list((await session.execute(sa.text("SELECT pid FROM pg_stat_activity"))).scalars())


def _seconds(processes: Sequence[int]) -> float:
    total = 0.0
    for pid in processes:
        if psutil.pid_exists(pid):
            spent = psutil.Process(pid).cpu_times()
            total += spent.user + spent.system
    return total


def _listener(port: int) -> int:
    """The process that listens on a port."""
    listening = (one for one in psutil.net_connections("tcp") if one.status == psutil.CONN_LISTEN)
    return next(one.pid for one in listening if one.pid and tuple(one.laddr)[1:] == (port,))


def _bench(layout: Layout) -> Bench:
    url = database_url(layout, "notify")
    both = (layout.address("providers"), layout.address("providers_backup"))
    settings = Settings.model_validate(
        {
            "database_url": url, "signing_key_file": layout.signing_key("notify"), "trusted_keys_file": trusted_keys(layout),
            "smtp_addresses": (layout.address("smtp"), layout.address("smtp_backup")), "mail_report_addresses": both,
        }
    )  # fmt: skip
    rulebook = load()
    templates = load_templates(rulebook)
    vault = Vault.from_file(layout.data_key("notify"))
    notify = Notify(rulebook, templates.words, vault, Published(), _NoSources(), templates.names.organismes)
    database = Database(url)
    made = make_sending(settings, database, notify, Minter.from_settings(settings), asyncio.Event())
    return Bench(layout, database, notify, made, _listener(layout.ports["smtp"]))


async def _measured(bench: Bench) -> tuple[Rates, Rates, int]:
    ours, raw = Rates(), Rates()
    for number in range(_ROUNDS + 1):
        await bench.fill()
        backends = await bench.backends()
        # The first round warms both sides up, and is forgotten.
        await bench.measure(bench.ours, ours if number else Rates(), backends)
        await bench.measure(bench.raw, raw if number else Rates(), [])
        if number:
            print(
                f"  notify {ours.wall[-1]:5.0f} msg/s, {ours.sender[-1]:5.0f} a core, {ours.through[-1]:5.0f} with the relay's"
                f"  raw {raw.wall[-1]:5.0f} msg/s, {raw.sender[-1]:5.0f} a core, {raw.through[-1]:5.0f} with the relay's",
                flush=True,
            )
    async with read_session(bench.database) as session:
        count = sa.text("SELECT count(*) FROM deliveries WHERE status NOT IN ('SENT', 'DELIVERED')")
        return ours, raw, int((await session.execute(count)).scalar_one())


def main() -> int:
    """The figures."""
    with passing(Layout) as layout:
        return report(uvloop.run(_figures(layout)))


async def _figures(layout: Layout) -> list[Figure]:
    async with Suite(layout, only=["postgres", "nats", "providers"]):
        await migrate(layout, ["notify"])
        bench = _bench(layout)
        ours, raw, unsent = await _measured(bench)
        for close in reversed(bench.made.closers):
            await close()
        await bench.database.close()
    how = f"median of {_ROUNDS} rounds of {_MESSAGES} messages over {_CONNECTIONS} connections, both sides in this run"
    through = f"messages per second of processor through to the SMTP server: the sender's, PostgreSQL's and the server's; {how}"
    sender = (
        f"the same, the server's processor not counted: notify and PostgreSQL beside bytes that are only sent; {how}"
    )
    return [
        Figure("notify.smtp_vs_raw", median_of_ratios(ours.through, raw.through), "ratio", through, ">= 0.5"),
        Figure("notify.smtp_sender_vs_raw", median_of_ratios(ours.sender, raw.sender), "ratio", sender),
        Figure(
            "notify.smtp_wall_vs_raw", median_of_ratios(ours.wall, raw.wall), "ratio", f"messages per second: {how}"
        ),
        Figure("notify.smtp_per_s_per_core", statistics.median(ours.through), "message/s", through),
        Figure("notify.smtp_unsent", unsent, "delivery", "of all that was to be sent", "= 0"),
    ]


if __name__ == "__main__":
    sys.exit(main())
