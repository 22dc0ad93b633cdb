"""Real PostgreSQL, real SMTP and gRPC, the played carriers."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from chassis.auth import Minter
from chassis.crypto import Vault
from chassis.db import Database, upgrade
from sandbox.providers.company import Company
from sandbox.providers.settings import Settings as ProvidersSettings
from sandbox.providers.tests.conftest import free_address
from sandbox.suite.keys import trusted_keys, vapid_key
from sandbox.suite.layout import Layout
from services.notify.calendar.loader import load
from services.notify.events.published import Published
from services.notify.settings import Settings
from services.notify.templates.loader import load_templates
from services.notify.tests.sending.world import Clock, NoSources, PlayedPapers, PlayedPost, World
from services.notify.usecases.context import Notify
from services.notify.wiring_sending import make_sending


@pytest_asyncio.fixture
async def migrated(schema_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setenv("MESDROITS_DATABASE_URL", schema_url)
    await asyncio.to_thread(upgrade, "services.notify")
    opened = Database(schema_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def company(stack: Layout, tmp_path: Path) -> AsyncIterator[Company]:
    settings = ProvidersSettings(
        signing_key_file=stack.signing_key("providers"),
        trusted_keys_file=trusted_keys(stack),
        providers_page_listen=free_address(),
        providers_smtp_listen=(free_address(), free_address()),
        providers_listen=(free_address(), free_address()),
        state_file=tmp_path / "providers.db",
        providers_slow_seconds=0.5,
    )
    played = Company(settings)
    async with played.on_stage():
        yield played


@pytest_asyncio.fixture
async def world(stack: Layout, migrated: Database, company: Company, schema_url: str) -> AsyncIterator[World]:
    clock, papers, post = Clock(), PlayedPapers(), PlayedPost()
    gateways = tuple(f"127.0.0.1:{house.gateway.port}" for house in company.houses)
    settings = Settings(
        database_url=schema_url,
        signing_key_file=stack.signing_key("notify"),
        trusted_keys_file=trusted_keys(stack),
        smtp_addresses=tuple(f"127.0.0.1:{house.mail.port}" for house in company.houses),
        mail_report_addresses=gateways,
        sms_addresses=gateways,
        letter_addresses=gateways,
        vapid_key_file=vapid_key(stack),
    )
    rulebook = load()
    templates = load_templates(rulebook)
    vault = Vault.from_file(stack.data_key("notify"))
    notify = Notify(rulebook, templates.words, vault, Published(), NoSources(), templates.names.organismes, now=clock)
    made = make_sending(settings, migrated, notify, Minter.from_settings(settings), asyncio.Event())
    sending = replace(made.sending, papers=papers, post=post, draw=os.urandom)
    page = company._settings.providers_page_listen
    async with httpx.AsyncClient(base_url=f"http://{page}", trust_env=False) as http:
        yield World(migrated, sending, clock, company, http, papers, post)
    for close in reversed(made.closers):
        await close()
