"""A file sent by tus 1.0.0 as a careful client does: a piece, then where the other side stands, then the rest from there."""

import base64
import hashlib

from tests.e2e.edge import Edge
from tests.e2e.expectations import expect

_TUS = {"Tus-Resumable": "1.0.0"}


async def upload_in_two(edge: Edge, document: str, content: bytes) -> None:
    """Sends a file of a deposit in two pieces, the second after asking how much is there."""
    created = await edge.call("POST", f"{document}/uploads", headers=_TUS | {"Upload-Length": str(len(content))})
    upload = created.headers["location"]
    await _piece(edge, upload, content[: len(content) // 2], 0)
    there = await edge.call("HEAD", upload, headers=_TUS)
    offset = int(there.headers["upload-offset"])
    expect(offset == len(content) // 2, f"half of the file, and not {offset} of {len(content)} bytes")
    await _piece(edge, upload, content[offset:], offset)


async def _piece(edge: Edge, upload: str, piece: bytes, offset: int) -> None:
    digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    headers = _TUS | {
        "Upload-Offset": str(offset),
        "Upload-Checksum": f"sha256 {digest}",
        "Content-Type": "application/offset+octet-stream",
    }
    answer = await edge.call("PATCH", upload, headers=headers, content=piece)
    expect(answer.headers["upload-offset"] == str(offset + len(piece)), "the piece, all of it")
