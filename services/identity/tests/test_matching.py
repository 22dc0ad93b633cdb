"""The same person is found again by sub, then by an identité pivot that singles them out, and never by e-mail."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.db import read_session, unit_of_work
from services.identity.domain.certification import State
from services.identity.store.tables import persons, subjects
from services.identity.tests.browser import Browser
from services.identity.tests.people import MARIE, MARIE_NIR, somebody, write_personas
from services.identity.tests.test_certification import Organismes, declare
from services.identity.usecases.parts import Parts
from services.identity.usecases.people import get_person

# One civil status for two persons: a presumed day, and no commune.
BORN_ABROAD: dict[str, Any] = {"birthdate": "1985-01-01", "birthplace": "", "birthcountry": "99350"}


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
        somebody("new_year", **BORN_ABROAD),
        somebody("homonym", **BORN_ABROAD | {"given_names": ["MARIE EVE", "ZOE"]}),
    )


async def _count(parts: Parts) -> tuple[int, int]:
    async with read_session(parts.database) as session:
        people, subs = (sa.select(sa.func.count()).select_from(table) for table in (persons, subjects))
        return await session.scalar(people) or 0, await session.scalar(subs) or 0


async def test_the_same_sub_is_the_same_person(browser: Browser, parts: Parts) -> None:
    assert (await browser.log_in()).person_id == (await browser.log_in()).person_id
    assert await _count(parts) == (1, 1)


async def _known_through_another_issuer(parts: Parts) -> None:
    """Whoever logged in so far did it through another FranceConnect: its subs say nothing here."""
    async with unit_of_work(parts.database) as session:
        await session.execute(sa.update(subjects).values(issuer="https://former.franceconnect.test"))


async def test_a_pivot_finds_again_who_is_known_through_another_issuer(browser: Browser, parts: Parts) -> None:
    first = await browser.log_in("marie")
    await _known_through_another_issuer(parts)
    # Two writings of one civil status: FranceConnect derives another sub from the second.
    assert (await browser.log_in("rewritten")).person_id == first.person_id
    assert await _count(parts) == (1, 2)


async def test_who_has_a_sub_of_this_issuer_is_not_found_again_under_another_one(
    browser: Browser, parts: Parts
) -> None:
    first = await browser.log_in("marie")
    assert (await browser.log_in("rewritten")).person_id != first.person_id
    assert await _count(parts) == (2, 2)


async def test_two_homonyms_born_abroad_on_a_presumed_day_are_two_persons(browser: Browser, parts: Parts) -> None:
    one, other = await browser.log_in("new_year"), await browser.log_in("homonym")
    assert one.person_id != other.person_id
    assert (await browser.log_in("new_year")).person_id == one.person_id
    assert (await browser.log_in("homonym")).person_id == other.person_id


async def test_a_presumed_day_without_a_commune_matches_nobody_even_through_another_issuer(
    browser: Browser, parts: Parts
) -> None:
    one = await browser.log_in("new_year")
    await _known_through_another_issuer(parts)
    assert (await browser.log_in("homonym")).person_id != one.person_id


async def test_a_second_account_for_one_number_goes_to_a_human(
    browser: Browser, parts: Parts, organismes: Organismes
) -> None:
    organismes["cnam"].knows(MARIE_NIR)
    first, second = await browser.log_in("marie"), await browser.log_in("rewritten")
    assert (await declare(parts, first.person_id, MARIE_NIR)).state is State.CERTIFIED
    assert (await declare(parts, second.person_id, MARIE_NIR)).state is State.IN_REVIEW


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
    # Her pivot moved with her: through another issuer, she is found by the new one.
    await _known_through_another_issuer(parts)
    assert (await browser.log_in("placeless")).person_id == first.person_id


async def test_a_birth_abroad_is_no_obstacle(browser: Browser) -> None:
    assert (await browser.log_in("abroad")).person_id == (await browser.log_in("abroad")).person_id


async def test_two_first_logins_at_the_same_moment_make_one_person(browser: Browser, parts: Parts) -> None:
    backs = [await browser.visit((await browser.begin()).authorization_url, "marie") for _ in range(4)]
    opened = await asyncio.gather(*map(browser.complete, backs))
    assert len({each.person_id for each in opened}) == 1
    assert await _count(parts) == (1, 1)
