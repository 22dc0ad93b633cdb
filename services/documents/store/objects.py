"""Contents, out of the database: sealed parts in a folder or a bucket, each readable only in its own place.

A part is `<prefix>/<name>`, sealed by the vault with that path as its context: parts cannot be swapped. The database says which parts count; what
it does not name is rubbish left by a process that died, and goes with its prefix.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta

from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store, from_url

from chassis.crypto import SealBroken, Vault
from chassis.errors import Unavailable
from services.documents.domain.errors import ContentDamaged

PART = 1 << 20


class Objects:
    """Sealed parts under prefixes. Raises Unavailable when the store does not answer."""

    def __init__(self, store: ObjectStore, vault: Vault) -> None:
        self._store, self._vault = store, vault

    async def put(self, prefix: str, name: str, part: bytes) -> None:
        """Keeps a part, in place of another of the same name."""
        path = f"{prefix}/{name}"
        try:
            await self._store.put_async(path, self._vault.seal(part, path.encode()))
        except (BaseError, OSError) as away:
            raise Unavailable from away

    async def get(self, prefix: str, name: str) -> bytes:
        """A part. Raises ContentDamaged when it is gone, or is not what was kept there."""
        path = f"{prefix}/{name}"
        try:
            found = await self._store.get_async(path)
            sealed = bytes(await found.bytes_async())
        except FileNotFoundError as lost:
            raise ContentDamaged from lost
        except (BaseError, OSError) as away:
            raise Unavailable from away
        try:
            return self._vault.open(sealed, path.encode())
        except SealBroken as broken:
            raise ContentDamaged from broken

    async def put_whole(self, prefix: str, content: bytes) -> None:
        """Keeps a content in parts."""
        for rank, start in enumerate(range(0, len(content), PART)):
            await self.put(prefix, _name(rank), content[start : start + PART])

    async def parts(self, prefix: str, length: int) -> AsyncIterator[bytes]:
        """The parts of a content of that length, in order."""
        for rank in range(-(-length // PART)):
            yield await self.get(prefix, _name(rank))

    async def erase(self, prefix: str) -> int:
        """Removes everything under a prefix; how many parts."""
        count = 0
        try:
            async for listed in self._store.list_async(f"{prefix}/"):
                paths: Sequence[str] = [meta["path"] for meta in listed]
                count += len(paths)
                if paths:
                    await self._store.delete_async(paths)
        except (BaseError, OSError) as away:
            raise Unavailable from away
        return count


@dataclass(frozen=True, slots=True)
class Bucket:
    """How to reach a bucket; what is empty is left to the environment of the platform."""

    endpoint: str = ""
    region: str = ""
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)


def open_store(url: str, bucket: Bucket | None = None) -> ObjectStore:
    """A folder ("file:///…"), made when it is not there, or a bucket ("s3://bucket/prefix")."""
    if url.startswith("file:"):
        return from_url(url, mkdir=True)
    said = {name: value for name, value in asdict(bucket or Bucket()).items() if value}
    plain = said.get("endpoint", "").startswith("http://")
    return S3Store.from_url(
        url,
        # Whoever waits for an upload is told soon that it has to wait: by default it would be three minutes.
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=5)},
        client_options={"timeout": timedelta(seconds=20), "connect_timeout": timedelta(seconds=3), "allow_http": plain},
        **said,
    )


def _name(rank: int) -> str:
    return f"{rank:06d}"
