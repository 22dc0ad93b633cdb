"""One organisme has one name, whichever service says it. Services do not import each other: what each holds is compared here."""

from datetime import date

import pytest

from services.bff.views.vocabulary import ORGANISMES
from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.dated import name_on
from services.rights.domain.vocabulary import Organisme
from services.situation.catalogue.loader import load

TODAY = date.today()
# Around each day when an organisme took another name since the portal opened.
DAYS = [date(2017, 3, 22), date(2017, 12, 31), date(2018, 1, 1), date(2023, 12, 31), date(2024, 1, 1), TODAY]


def test_every_service_knows_the_same_organismes() -> None:
    assert set(load().organismes) == set(Organisme) == set(load_catalogue().organismes) == set(ORGANISMES)


@pytest.mark.parametrize("organisme", Organisme)
@pytest.mark.parametrize("day", DAYS)
def test_situation_and_rights_call_an_organisme_by_the_same_name_each_day(organisme: Organisme, day: date) -> None:
    assert load().name_of(organisme, day) == name_on(load_catalogue().organismes[organisme].names, day)


@pytest.mark.parametrize("organisme", Organisme)
def test_the_portal_calls_an_organisme_by_its_name_of_today(organisme: Organisme) -> None:
    assert ORGANISMES[organisme] == load().name_of(organisme, TODAY)
