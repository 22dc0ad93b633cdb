"""The suite's own clamd, for as long as it is needed."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.clamd import engine
from services.documents.checks.malware import Clamd
from services.documents.domain.verdicts import Outcome

_START_S = 60.0


def installed() -> bool:
    """Whether clamd is on this machine."""
    return engine.binary() is not None


@asynccontextmanager
async def clamd() -> AsyncIterator[Clamd]:
    """It listens within; nothing is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="clamd-"))
    program = engine.binary()
    assert program, "clamd is not installed"
    configuration = engine.prepare(home, home / "clamd.sock")
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        program, f"--config-file={configuration}", stdout=quiet, stderr=quiet
    )
    try:
        found = Clamd(home / "clamd.sock")
        async with asyncio.timeout(_START_S):
            # It says nothing when it is ready: its socket does.
            while (await found.scan((b"bonjour",))).outcome is not Outcome.PASSED:  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        yield found
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(home)
