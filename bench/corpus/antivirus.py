"""A clamd of our own, for as long as it is needed: Debian ships the engine without signatures, so that it knows EICAR by ours alone."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.corpus.attacks import EICAR
from services.documents.checks.malware import Clamd
from services.documents.domain.verdicts import Outcome

_START_S = 60.0


def installed() -> bool:
    """Whether clamd is on this machine."""
    return shutil.which("clamd", path=_PATH) is not None


@asynccontextmanager
async def clamd() -> AsyncIterator[Clamd]:
    """It listens within; nothing is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="clamd-"))
    (home / "db").mkdir()
    # Extended signature: name, any kind of file, anywhere in it, its bytes.
    (home / "db" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    (home / "clamd.conf").write_text(_configuration(home))
    process = await asyncio.create_subprocess_exec(
        "clamd", "--foreground", f"--config-file={home / 'clamd.conf'}",
        env={"PATH": _PATH}, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
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


# clamd stands among the system's programs, which a person's path often leaves out.
_PATH = f"{os.defpath}:/usr/sbin:/usr/local/sbin"


def _configuration(home: Path) -> str:
    return "\n".join((
        f"LocalSocket {home}/clamd.sock", f"DatabaseDirectory {home}/db", f"TemporaryDirectory {home}", "Foreground yes",
        "StreamMaxLength 30M", "MaxFileSize 30M", "MaxScanSize 60M", "MaxThreads 2", "",
    ))  # fmt: skip
