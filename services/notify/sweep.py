"""`python -m services.notify.sweep`: looks at everybody whose day has come, then ends. For a CronJob; any number may run at once.

What it writes leaves by the outbox of the services that run.
"""

import asyncio
import logging

import uvloop

from chassis import logs, telemetry
from chassis.auth import Minter
from chassis.crypto import Vault
from chassis.db import Database
from services.notify.settings import Settings
from services.notify.usecases.days import one_turn
from services.notify.usecases.sweep import Sweeper
from services.notify.wiring import Bells, make_notify

_log = logging.getLogger(__name__)


async def sweep(settings: Settings) -> None:
    """One turn over all who wait, and over what time alone has done."""
    if settings.data_key_file is None:
        raise RuntimeError("MESDROITS_DATA_KEY_FILE is not set")
    logs.start(settings.service, settings.log_level)
    telemetry.start(settings.service, settings.otlp_endpoint)
    database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool)
    vault, bells = Vault.from_file(settings.data_key_file), Bells(asyncio.Event(), asyncio.Event())
    notify, closers = make_notify(settings, vault, Minter.from_settings(settings), bells)
    try:
        sweeper = Sweeper(database, notify)
        await sweeper.recall()
        count = await sweeper.everybody()
        _log.info("swept", extra={"count": count, "rows": await one_turn(database, notify)})
    finally:
        for close in closers:
            await close()
        await database.close()
        await asyncio.to_thread(telemetry.shutdown)


def main() -> None:
    """The process."""
    uvloop.run(sweep(Settings()))


if __name__ == "__main__":
    main()
