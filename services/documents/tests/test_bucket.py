"""The object store against a server that speaks S3, over HTTP: what a deployment keeps its contents in."""

import asyncio
import os
from collections.abc import Iterator

import pytest

from chassis.crypto import Vault
from services.documents.domain.errors import ContentDamaged
from services.documents.store.objects import PART, Bucket, Objects, open_store

server = pytest.importorskip("moto.server", reason="the S3 server of the tests is not installed")
boto3 = pytest.importorskip("boto3", reason="the S3 server of the tests is not installed")

NAME = "documents"
REGION = "fr-par"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An empty bucket."""
    serving = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    yield f"http://{host}:{port}"
    serving.stop()


@pytest.fixture
def client(endpoint: str) -> Iterator[object]:
    """Another client, which sees the bucket as its keeper does."""
    made = boto3.client(
        "s3", endpoint_url=endpoint, region_name=REGION, aws_access_key_id="id", aws_secret_access_key="secret"
    )  # fmt: skip
    made.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})
    yield made
    for listed in made.list_objects_v2(Bucket=NAME).get("Contents", []):
        made.delete_object(Bucket=NAME, Key=listed["Key"])
    made.delete_bucket(Bucket=NAME)
    made.close()


@pytest.fixture
def objects(endpoint: str, client: object) -> Objects:
    vault = Vault({"k1": bytes(range(32))}, "k1")
    return Objects(open_store(f"s3://{NAME}/suite", Bucket(endpoint, REGION, "id", "secret")), vault)


def keys(client: object) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket=NAME).get("Contents", [])]  # type: ignore[attr-defined]


def body_of(client: object, key: str) -> bytes:
    return bytes(client.get_object(Bucket=NAME, Key=key)["Body"].read())  # type: ignore[attr-defined]


def move(client: object, source: str, target: str) -> None:
    client.copy_object(Bucket=NAME, Key=target, CopySource={"Bucket": NAME, "Key": source})  # type: ignore[attr-defined]


async def test_a_content_comes_back_from_the_bucket_and_lies_there_sealed(objects: Objects, client: object) -> None:
    content = os.urandom(PART) + b"RIB de Camille"
    await objects.put_whole("contents/a", content)
    assert b"".join([part async for part in objects.parts("contents/a", len(content))]) == content
    assert await asyncio.to_thread(keys, client) == [f"suite/contents/a/{rank:06d}" for rank in range(2)]
    assert b"Camille" not in await asyncio.to_thread(body_of, client, "suite/contents/a/000001")


async def test_what_is_erased_is_gone_from_the_bucket_and_its_neighbour_is_not(
    objects: Objects, client: object
) -> None:  # fmt: skip
    for name in ("contents/a", "contents/ab", "uploads/a"):
        await objects.put(name, "000000", b"part")
    await objects.put("contents/a", "000000", b"part again")
    assert await objects.erase("contents/a") == 1
    assert await objects.erase("contents/a") == 0
    assert await asyncio.to_thread(keys, client) == ["suite/contents/ab/000000", "suite/uploads/a/000000"]
    with pytest.raises(ContentDamaged):
        await objects.get("contents/a", "000000")


async def test_more_parts_than_one_listing_holds_are_all_erased(objects: Objects, client: object) -> None:
    await asyncio.gather(*(objects.put("contents/long", f"{rank:06d}", b"x") for rank in range(1005)))
    assert await objects.erase("contents/long") == 1005
    assert await asyncio.to_thread(keys, client) == []


async def test_a_part_that_was_moved_in_the_bucket_does_not_open(objects: Objects, client: object) -> None:
    await objects.put("contents/a", "000000", b"of a")
    await asyncio.to_thread(move, client, "suite/contents/a/000000", "suite/contents/b/000000")
    with pytest.raises(ContentDamaged):
        await objects.get("contents/b", "000000")
