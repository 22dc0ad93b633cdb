"""Row 8: the same person is found again by sub, then by identité pivot, and never by e-mail."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis.db import read_session
from services.identity.store.tables import persons, subjects
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE, somebody, write_personas
from services.identity.usecases.parts import Parts
from services.identity.usecases.people import get_person


@pytest.fixture
def personas(tmp_path: Path) -> Path:
    return write_personas(
        tmp_path,
        MARIE,
        somebody("namesake", given_names=["Marie-Ève"]),
        somebody("abroad", birthplace="", birthcountry="99350"),
        somebody("married", usual_name="Autre"),
        somebody("rewritten", given_names=["MARIE EVE", "ZOE"]),
        somebody("presumed", birthdate="1985"),
        somebody("placeless", faults=("birthplace_empty",)),
    )


async def _count(parts: Parts) -> tuple[int, int]:
    async with read_session(parts.database) as session:
        people, subs = (sa.select(sa.func.count()).select_from(table) for table in (persons, subjects))
        return await session.scalar(people) or 0, await session.scalar(subs) or 0


async def test_the_same_sub_is_the_same_person(browser: Browser, parts: Parts) -> None:
    assert (await browser.log_in()).person_id == (await browser.log_in()).person_id
    assert await _count(parts) == (1, 1)


@pytest.mark.parametrize("persona", ["married", "rewritten"])
async def test_the_same_pivot_under_another_sub_is_the_same_person(
    browser: Browser, parts: Parts, persona: str
) -> None:
    # Two writings of one civil status: FranceConnect derives another sub from the second.
    first = await browser.log_in("marie")
    assert (await browser.log_in(persona)).person_id == first.person_id
    assert (await _count(parts))[0] == 1


async def test_the_usual_name_that_came_last_greets(browser: Browser, parts: Parts) -> None:
    await browser.log_in("marie")
    opened = await browser.log_in("married")
    async with read_session(parts.database) as session:
        assert (await get_person(parts, session, opened.person_id)).pivot.display_name == "Marie-Ève AUTRE"


@pytest.mark.parametrize("persona", ["namesake", "abroad", "presumed"])
async def test_the_same_email_with_another_pivot_is_another_person(
    browser: Browser, parts: Parts, persona: str
) -> None:
    first = await browser.log_in("marie")
    assert (await browser.log_in(persona)).person_id != first.person_id
    assert (await _count(parts))[0] == 2


async def test_a_sub_goes_before_a_pivot_that_changed(browser: Browser, parts: Parts) -> None:
    first = await browser.log_in("marie")
    # Her own sub, but FranceConnect forgets where she was born.
    await browser.arm("birthplace_empty")
    assert (await browser.log_in("marie")).person_id == first.person_id
    # Her pivot moved with her: whoever else has the new one is her.
    assert (await browser.log_in("placeless")).person_id == first.person_id


async def test_a_birth_abroad_is_no_obstacle(browser: Browser) -> None:
    assert (await browser.log_in("abroad")).person_id == (await browser.log_in("abroad")).person_id


async def test_two_first_logins_at_the_same_moment_make_one_person(browser: Browser, parts: Parts) -> None:
    backs = [await browser.visit((await browser.begin()).authorization_url, "marie") for _ in range(4)]
    opened = await asyncio.gather(*map(browser.complete, backs))
    assert len({each.person_id for each in opened}) == 1
    assert await _count(parts) == (1, 1)
