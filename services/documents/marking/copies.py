"""Marks a copy in a process that holds no key, no address and no other document."""

import asyncio
import sys
from pathlib import Path

from services.documents.domain.errors import NotMarked

_SECONDS = 30.0
_ROOT = Path(__file__).parents[3]


async def mark(content: bytes, media_type: str, sentence: str) -> bytes:
    """The copy with the sentence across every page. Raises NotMarked when its process died or took too long."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.documents.marking", media_type, sentence),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(_SECONDS):
            written, _ = await process.communicate(content)
    except TimeoutError as late:
        raise NotMarked from late
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0 or not written:
        raise NotMarked
    return written
