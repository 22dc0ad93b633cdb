"""The process itself: its migrations, its settings, and the whole of it against real parts."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2
from mesdroits.identity.v1 import identity_service_pb2 as pb
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from pydantic import ValidationError

from chassis.auth import Minter
from chassis.bus import Bus, new_event
from chassis.clients import Client
from chassis.db import Database, new_id
from chassis.errors import Unavailable
from sandbox.suite.keys import pseudonym_keys, trusted_keys
from sandbox.suite.layout import REPOSITORY, Layout
from sandbox.suite.passing import played_settings
from services.identity.settings import Settings
from services.identity.store.tables import metadata


def environment(stack: Layout, schema_url: str, port: int) -> dict[str, str]:
    return {
        "MESDROITS_LISTEN": f"127.0.0.1:{port}",
        "MESDROITS_DATABASE_URL": schema_url,
        "MESDROITS_NATS_URL": stack.nats_url,
        "MESDROITS_NATS_SEED_FILE": str(stack.nats_seed("identity")),
        "MESDROITS_SIGNING_KEY_FILE": str(stack.signing_key("identity")),
        "MESDROITS_TRUSTED_KEYS_FILE": str(trusted_keys(stack)),
        "MESDROITS_DATA_KEY_FILE": str(stack.data_key("identity")),
        "MESDROITS_PSEUDONYM_KEYS_FILE": str(pseudonym_keys(stack)),
        "MESDROITS_PUBLIC_URL": "https://droits.example/",
        "MESDROITS_MOBILE_REDIRECT_URIS": '["fr.mesdroits:/retour"]',
        "MESDROITS_FRANCECONNECT_ISSUER": "http://127.0.0.1:9/api/v2",
        "MESDROITS_FRANCECONNECT_CLIENT_ID": "suite",
        "MESDROITS_FRANCECONNECT_CLIENT_SECRET": "secret",
    }


async def run(*arguments: str, env: dict[str, str]) -> asyncio.subprocess.Process:
    inherited = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'gen'}"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env=inherited | env, cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


@pytest_asyncio.fixture
async def env(stack: Layout, schema_url: str, unused_tcp_port: int) -> dict[str, str]:
    """An environment whose schema is migrated."""
    variables = environment(stack, schema_url, unused_tcp_port)
    process = await run("chassis.db", "upgrade", "services.identity", env=variables)
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return variables


async def test_the_migrations_make_the_tables_that_the_code_expects(env: dict[str, str], schema_url: str) -> None:
    def differences(connection: sa.Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    database = Database(schema_url)
    async with database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    await database.close()
    assert [each for each in found if each[1].name != "alembic_version"] == []


def test_the_addresses_of_return_follow_from_the_public_one(
    stack: Layout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    variables = environment(stack, "postgresql+asyncpg://x", 0)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.login_return == ("https://droits.example/connexion/retour", "fr.mesdroits:/retour")
    assert settings.logout_return == "https://droits.example/deconnexion/retour"
    monkeypatch.setenv("MESDROITS_PUBLIC_URL", "droits.example")
    with pytest.raises(ValidationError):
        Settings()


@pytest_asyncio.fixture
async def client(stack: Layout, env: dict[str, str]) -> AsyncIterator[Client[Any]]:
    """The edge, in front of a process of its own."""
    process = await run("services.identity.main", env=env)
    settings = played_settings(stack, "bff")
    client: Client[Any] = Client(
        settings, env["MESDROITS_LISTEN"], IdentityServiceStub, "identity", Minter.from_settings(settings)
    )
    yield client
    await client.close()
    process.terminate()
    said, _ = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0, said.decode()
    assert "secret" not in said.decode()


async def eventually(client: Client[Any], rpc: str, request: Any, token: str) -> Any:
    """The answer, once the process serves."""
    for _ in range(100):
        try:
            return await client.call(getattr(client.stub, rpc), request, token=token)
        except Unavailable:
            await asyncio.sleep(0.1)
    raise AssertionError("the process does not serve")


async def test_an_access_told_on_the_bus_reaches_the_persons_journal(stack: Layout, client: Client[Any]) -> None:
    person_id = new_id()
    settings = played_settings(stack, "bff")
    token = Minter.from_settings(settings).mint("identity", person_id=person_id)
    request = pb.ListJournalEntriesRequest(person_id=person_id)
    assert not (await eventually(client, "ListJournalEntries", request, token)).entries
    now = Timestamp()
    now.GetCurrentTime()
    access = access_pb2.AccessRecorded(person_id=person_id, reader="cnaf", subject="address", access_time=now)
    for service in ("situation", "rights"):
        bus = await Bus.connect(played_settings(stack, service))
        await bus.publish(new_event(f"mesdroits.{service}.v1.access.recorded", access, source=service))
        await bus.close()
    for _ in range(100):
        entries = (await eventually(client, "ListJournalEntries", request, token)).entries
        if len(entries) == 2:
            break
        await asyncio.sleep(0.1)
    assert len(entries) == 2


async def test_franceconnect_away_is_said_so_with_when_to_come_back(stack: Layout, client: Client[Any]) -> None:
    person_id, minter = new_id(), Minter.from_settings(played_settings(stack, "bff"))
    token = minter.mint("identity", person_id=person_id)
    await eventually(client, "ListConnections", pb.ListConnectionsRequest(person_id=person_id), token)
    request = pb.BeginLoginRequest(request_id=new_id(), redirect_uri="https://droits.example/connexion/retour")
    with pytest.raises(Unavailable) as away:
        await client.call(client.stub.BeginLogin, request, idempotent=False)
    assert away.value.reason == "FRANCECONNECT_UNAVAILABLE"
    assert away.value.retry_in
