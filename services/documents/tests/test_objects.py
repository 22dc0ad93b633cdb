"""Contents out of the database: sealed in their place, in a folder or a bucket."""

import time
from pathlib import Path

import pytest

from chassis.crypto import Vault
from chassis.errors import Unavailable
from services.documents.domain.errors import ContentDamaged
from services.documents.store.objects import PART, Bucket, Objects, open_store

VAULT = Vault({"k1": bytes(32)}, "k1")


@pytest.fixture
def objects(tmp_path: Path) -> Objects:
    return Objects(open_store((tmp_path / "kept").as_uri()), VAULT)


@pytest.mark.parametrize("length", [0, 1, PART - 1, PART, PART + 1, 3 * PART])
async def test_a_content_comes_back_as_it_was_kept(objects: Objects, length: int) -> None:
    content = bytes(index % 251 for index in range(length))
    await objects.put_whole("contents/a", content)
    assert b"".join([part async for part in objects.parts("contents/a", length)]) == content


async def test_a_part_is_readable_in_its_own_place_only(objects: Objects, tmp_path: Path) -> None:
    await objects.put("contents/a", "000000", b"one")
    await objects.put("contents/b", "000000", b"two")
    a, b = (tmp_path / "kept" / "contents" / name / "000000" for name in "ab")
    a.write_bytes(b.read_bytes())
    with pytest.raises(ContentDamaged):
        await objects.get("contents/a", "000000")
    assert await objects.get("contents/b", "000000") == b"two"


async def test_what_is_erased_is_gone_and_its_neighbour_is_not(objects: Objects) -> None:
    await objects.put_whole("contents/a", bytes(2 * PART))
    await objects.put_whole("contents/ab", b"neighbour")
    assert await objects.erase("contents/a") == 2
    assert await objects.erase("contents/a") == 0
    with pytest.raises(ContentDamaged):
        await objects.get("contents/a", "000000")
    assert [part async for part in objects.parts("contents/ab", 9)] == [b"neighbour"]


async def test_a_bucket_that_is_away_is_said_to_be_soon() -> None:
    bucket = Bucket("http://127.0.0.1:9", "fr-par", "id", "secret")
    away = Objects(open_store("s3://documents/prefix", bucket), VAULT)
    started = time.monotonic()
    with pytest.raises(Unavailable):
        await away.put("contents/a", "000000", b"one")
    assert time.monotonic() - started < 10
    assert "secret" not in repr(bucket)
