"""One database, one schema and one role per service: a role sees its own schema and nothing of the others'."""

import asyncpg

from sandbox.suite.keys import passwords
from sandbox.suite.layout import SERVICES, Layout

DATABASE = "mesdroits"


async def connect(layout: Layout, role: str, database: str = DATABASE) -> asyncpg.Connection:
    """A plain connection, for the suite's own work and for tests."""
    connection: asyncpg.Connection = await asyncpg.connect(
        host=layout.host,
        port=layout.ports["postgres"],
        user=role,
        password=passwords(layout)[role],
        database=database,
        timeout=5,
        ssl=False,
    )
    return connection


async def prepare_database(layout: Layout) -> None:
    """Create the database, the roles and the schemas that are missing; set every password to the one of the keys."""
    server = await connect(layout, "postgres", "postgres")
    try:
        for service in SERVICES:
            await _put_role(server, service, passwords(layout)[service])
        if not await server.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await server.execute(f"CREATE DATABASE {DATABASE}")
        for database in (DATABASE, "postgres", "template1"):
            await server.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
    finally:
        await server.close()
    await _prepare_schemas(layout)


async def _put_role(server: asyncpg.Connection, role: str, password: str) -> None:
    if not await server.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
        await server.execute(f"CREATE ROLE {role}")
    # The password comes from token_urlsafe: it holds no quote.
    await server.execute(f"ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{password}'")


async def _prepare_schemas(layout: Layout) -> None:
    database = await connect(layout, "postgres")
    try:
        await database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        for service in SERVICES:
            await database.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {service}")
            await database.execute(f"CREATE SCHEMA IF NOT EXISTS {service} AUTHORIZATION {service}")
            await database.execute(f"ALTER ROLE {service} IN DATABASE {DATABASE} SET search_path = {service}")
    finally:
        await database.close()
