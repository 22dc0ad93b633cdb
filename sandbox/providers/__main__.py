"""`python -m sandbox.providers`: two carriers and the page of what they took, until Ctrl-C or SIGTERM."""

import asyncio
import logging
import signal

from chassis import logs, telemetry
from sandbox.providers.company import Company
from sandbox.providers.settings import Settings

_log = logging.getLogger(__name__)


async def perform(settings: Settings) -> None:
    """Play until a signal, or until the page ends."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Company(settings).on_stage() as serving:
        _log.info("serving", extra={"page": settings.providers_page_listen})
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()


def main() -> None:
    settings = Settings()
    logs.start(settings.service, settings.log_level)
    telemetry.start(settings.service, settings.otlp_endpoint)
    try:
        asyncio.run(perform(settings))
    finally:
        telemetry.shutdown()


if __name__ == "__main__":
    main()
