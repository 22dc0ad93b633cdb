"""Static files under addresses that hold their digest, so that a browser may keep them for a year."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from services.bff.problems import NoSuchPage

PREFIX = "/static"
FOLDER = Path(__file__).parent / "static"
_SERVED = {".css", ".js", ".svg"}
_FOR_EVER = "public, max-age=31536000, immutable"
# An address of another release: what we have now, asked for again next time.
_ASK_AGAIN = "public, no-cache"


@dataclass(frozen=True)
class Asset:
    """One file, as it is and compressed. `digest` is of the plain bytes."""

    path: str
    content: bytes
    compressed: bytes
    digest: str
    media_type: str

    @property
    def url(self) -> str:
        """Where a page finds it."""
        return f"{PREFIX}/{self.digest}/{self.path}"


class Assets:
    """Every file of a folder, read once."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = dict(assets)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Assets":
        """Reads the folder. Licences and recipes beside the files are not served."""
        files = sorted(path for path in folder.rglob("*") if path.suffix in _SERVED)
        read = (_asset(path, folder) for path in files)
        return cls({asset.path: asset for asset in read})

    def url(self, path: str) -> str:
        """The address of a file. Raises KeyError for one that is not there."""
        return self._assets[path].url

    def respond(self, request: Request, digest: str, path: str) -> Response:
        """The file, or 304 where the browser has it. Raises NoSuchPage."""
        asset = self._assets.get(path)
        if asset is None:
            raise NoSuchPage
        headers = {
            "etag": f'"{asset.digest}"',
            "cache-control": _FOR_EVER if digest == asset.digest else _ASK_AGAIN,
            "vary": "accept-encoding",
        }
        if asset.digest in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                asset.compressed, headers=headers | {"content-encoding": "gzip"}, media_type=asset.media_type
            )
        return Response(asset.content, headers=headers, media_type=asset.media_type)


def _asset(path: Path, folder: Path) -> Asset:
    content = path.read_bytes()
    return Asset(
        path=path.relative_to(folder).as_posix(),
        content=content,
        compressed=gzip.compress(content, 9, mtime=0),
        digest=hashlib.sha256(content).hexdigest()[:16],
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
    )
