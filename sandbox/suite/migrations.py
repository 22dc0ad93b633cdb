"""Bring each service's schema up to date before the service starts, under the service's own role and environment."""

import asyncio
import os
import sys
from collections.abc import Iterable

from sandbox.suite.environments import SERVICE_OF, environment_of
from sandbox.suite.layout import REPOSITORY, SERVICES, Layout


class MigrationFailed(RuntimeError):
    """A service's migrations did not apply; the message ends with what they said."""


async def migrate(layout: Layout, processes: Iterable[str]) -> None:
    """Upgrade the schemas of these processes, side by side; those without a schema are passed over."""
    try:
        async with asyncio.TaskGroup() as tasks:
            for process in processes:
                if SERVICE_OF.get(process) in SERVICES:
                    tasks.create_task(_upgrade(layout, process))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _upgrade(layout: Layout, process: str) -> None:
    package = f"services.{SERVICE_OF[process]}"
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chassis.db", "upgrade", package,
        cwd=REPOSITORY, env=os.environ | environment_of(layout, process),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        said, _ = await running.communicate()
    except asyncio.CancelledError:
        running.kill()
        await running.wait()
        raise
    if running.returncode:
        raise MigrationFailed(f"Les migrations de {package} ont échoué :\n{said.decode(errors='replace')[-3000:]}")
