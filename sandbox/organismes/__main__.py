"""`python -m sandbox.organismes`: the ten organismes, one port each, until Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Iterator

import uvicorn

from chassis import logs, telemetry
from sandbox.organismes.admin import Timetable, create_admin
from sandbox.organismes.admin_persons import person_routes
from sandbox.organismes.audit import Audit
from sandbox.organismes.claims.playbook import ScenariosError
from sandbox.organismes.company import Company, play
from sandbox.organismes.loader import PersonasError
from sandbox.organismes.settings import Settings

_log = logging.getLogger(__name__)


class _AdminServer(uvicorn.Server):
    """Serves without taking the process's signals, which are for the whole company."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def perform(settings: Settings) -> None:
    """Play until a signal. Raises PersonasError, ScenariosError, and what ended a player."""
    company, stop = Company(settings), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with company.on_stage() as players:
        _log.info("serving", extra={"ports": company.ports})
        tasks = [asyncio.create_task(play(players)), asyncio.create_task(stop.wait())]
        if settings.organismes_admin_listen:
            tasks.append(asyncio.create_task(_admin(company, settings.organismes_admin_listen)))
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        for task in done:
            task.result()


async def _admin(company: Company, listen: str) -> None:
    host, _, port = listen.rpartition(":")
    app = create_admin(
        company.world, company.conduct, Audit(company.store), Timetable(company.office.days, company.instructors)
    )
    app.include_router(person_routes(company.duties, company.correspondence))
    config = uvicorn.Config(app, host=host, port=int(port), access_log=False, log_config=None, lifespan="off")
    await _AdminServer(config).serve()


def main() -> None:
    settings = Settings()
    logs.start(settings.service, settings.log_level)
    telemetry.start(settings.service, settings.otlp_endpoint)
    try:
        asyncio.run(perform(settings))
    except (PersonasError, ScenariosError) as error:
        sys.exit(f"organismes: {error}")
    finally:
        telemetry.shutdown()


if __name__ == "__main__":
    main()
