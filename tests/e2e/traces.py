"""What the suite left behind: the services in a trace, and a search for personal data in every span, log line and subject."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import yaml

from sandbox.suite import provision
from sandbox.suite.layout import Layout
from sandbox.suite.permissions import STREAMS
from sandbox.traces.privacy import Leak, scan_store, scan_text


async def services_of(traces_url: str, trace_id: str) -> set[str]:
    """The names of the services that a trace covers; none while it has not arrived."""
    async with httpx.AsyncClient(base_url=traces_url) as http:
        answer = await http.get(f"/api/traces/{trace_id}/services")
    if answer.status_code == httpx.codes.NOT_FOUND:
        return set()
    answer.raise_for_status()
    found = answer.json()
    return {one["service"] if isinstance(one, dict) else one for one in found["services"]}


def secrets_of(personas: Iterable[dict[str, Any]]) -> list[str]:
    """What must stand nowhere: numbers, names and addresses of these people."""
    found: list[str] = []
    for persona in personas:
        identity = persona["identity"]
        names = [*identity["given_names"], identity["family_name"], identity.get("usual_name"), identity.get("email")]
        found += [persona["nir"], persona["nir"][:13], *(name for name in names if name)]
    return found


async def privacy_leaks(layout: Layout, told: list[str]) -> list[Leak]:
    """Every place of this suite where a persona's identity, or something that was `told`, can be read."""
    personas = [yaml.safe_load(path.read_text()) for path in sorted(layout.personas.glob("*.yaml"))]
    secrets = [*secrets_of(personas), *told]
    subjects = await published_subjects(layout)

    def scan() -> list[Leak]:
        leaks = scan_store(layout.root / "traces.db", secrets) + scan_text(subjects, secrets, "subjects")
        for log, lines in _logs(layout):
            leaks += scan_text(lines, secrets, log.name)
        return leaks

    return await asyncio.to_thread(scan)


def _logs(layout: Layout) -> Iterator[tuple[Path, list[str]]]:
    for log in sorted(layout.logs.glob("*.log*")):
        yield log, log.read_text(errors="replace").splitlines()


async def published_subjects(layout: Layout) -> list[str]:
    """Every subject on which this suite ever published."""
    client = await provision.connect(layout, "provision")
    try:
        found: list[str] = []
        for stream in STREAMS:
            info = await client.jetstream().stream_info(stream, subjects_filter=">")
            found += sorted(info.state.subjects or {})
        return found
    finally:
        await client.close()
