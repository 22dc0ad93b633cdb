"""The embedded PostgreSQL, for real: isolation of the roles, crash, and a root where its account may not go."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio

from sandbox.suite import Layout, Suite
from sandbox.suite.database import connect
from sandbox.suite.layout import SERVICES
from sandbox.suite.placement import SYSTEM_HOME, _wheel, placement
from sandbox.suite.ports import free_base_port

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def suite(module_root: Path) -> AsyncIterator[Suite]:
    async with Suite(Layout(module_root, free_base_port()), only=["postgres"]) as suite:
        for service in SERVICES:
            connection = await connect(suite.layout, service)
            await connection.execute("CREATE TABLE secret (word text)")
            await connection.execute("INSERT INTO secret VALUES ($1)", service)
            await connection.close()
        yield suite


async def test_a_role_works_in_its_own_schema_without_naming_it(suite: Suite) -> None:
    for service in SERVICES:
        connection = await connect(suite.layout, service)
        assert await connection.fetchval("SELECT word FROM secret") == service
        assert await connection.fetchval("SELECT current_schema()") == service
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM identity.secret",
        "INSERT INTO identity.secret VALUES ('x')",
        "DROP TABLE identity.secret",
        "CREATE TABLE identity.mine (x int)",
        "CREATE TABLE public.mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE TEMP TABLE mine (x int)",
        "CREATE DATABASE mine",
        "SET ROLE identity",
        "ALTER ROLE identity PASSWORD 'x'",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY secret TO PROGRAM 'cat'",
    ],
)
async def test_a_role_has_no_hold_on_what_is_not_its_own(suite: Suite, statement: str) -> None:
    connection = await connect(suite.layout, "situation")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.close()


async def test_a_role_needs_its_password_and_enters_one_database_only(suite: Suite) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connect(suite.layout, "situation", "postgres")
    port = suite.layout.ports["postgres"]
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(host="127.0.0.1", port=port, user="situation", password="", database="mesdroits")


async def test_what_was_committed_survives_kill_9(suite: Suite) -> None:
    connection = await connect(suite.layout, "rights")
    await connection.execute("CREATE TABLE kept (n int)")
    for n in range(50):
        await connection.execute("INSERT INTO kept VALUES ($1)", n)
    killed = await suite.kill("postgres")
    connection.terminate()
    await suite.wait_ready("postgres")
    assert suite.pid_of("postgres") != killed
    again = await connect(suite.layout, "rights")
    assert await again.fetchval("SELECT count(*) FROM kept") == 50
    await again.close()


async def test_the_server_flushes_what_it_acknowledges_and_logs_no_value(suite: Suite) -> None:
    connection = await connect(suite.layout, "postgres")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await connection.fetchval(f"SHOW {setting}") == "on"
    await connection.execute("CREATE TABLE unique_word (word text PRIMARY KEY)")
    await connection.execute("INSERT INTO unique_word VALUES ('rue-des-lilas')")
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute("INSERT INTO unique_word VALUES ('rue-des-lilas')")
    await connection.close()
    await asyncio.sleep(0.2)
    log = suite.layout.log_of("postgres").read_text()
    assert "unique_word" in log
    assert "rue-des-lilas" not in log


async def test_the_server_does_not_run_as_root(suite: Suite) -> None:
    assert psutil.Process(suite.pid_of("postgres")).uids().effective != 0


async def test_a_clone_closed_to_the_account_is_left_as_it_is_and_works(
    closed_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = Layout(closed_root, free_base_port())
    installed = _wheel()
    closed_wheel = closed_root.parent / installed.name
    shutil.copytree(installed / "pginstall18", closed_wheel / "pginstall18")
    shutil.copytree(f"{installed}.libs", f"{closed_wheel}.libs")
    monkeypatch.setattr("sandbox.suite.placement._wheel", lambda: closed_wheel)
    said: list[str] = []
    for _ in range(2):
        async with Suite(layout, only=["postgres"], say=said.append):
            connection = await connect(layout, "rights")
            await connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS n")
            assert await connection.fetchval("SELECT count(*) FROM kept") == 1
            await connection.close()
        placement.cache_clear()
    assert closed_root.parent.stat().st_mode & 0o777 == 0o700
    assert placement(layout).data.is_relative_to(SYSTEM_HOME)
    assert placement(layout).binaries.is_relative_to(SYSTEM_HOME)
    assert any(str(SYSTEM_HOME) in line for line in said)
