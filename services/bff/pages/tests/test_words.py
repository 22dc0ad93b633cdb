"""French as it is set, and forms as they are typed."""

import re
import unicodedata

import pytest

from chassis.errors import InvalidInput, Violation
from services.bff.countries import countries
from services.bff.pages.forms import faults, request_key
from services.bff.pages.typography import named, sentence, spaced
from services.bff.pages.wording import advices, soon


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Que faire ?", "Que faire\u202f?"),
        ("Attention : lisez", "Attention\u00a0: lisez"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("à 14:05", "à 14:05"),
        ("https://x.fr/?a=1", "https://x.fr/?a=1"),
    ],
)
def test_double_signs_are_not_left_alone_on_a_line(text: str, shown: str) -> None:
    assert spaced(text) == shown


def test_a_sentence_begins_with_a_capital_and_keeps_the_others() -> None:
    assert sentence("connexion FranceConnect") == "Connexion FranceConnect"
    assert sentence("") == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "dans une seconde"), (45, "dans 45 secondes"), (60, "dans une minute"), (61, "dans 2 minutes")],
)
def test_how_long_to_wait_is_said_as_people_say_it(seconds: int, said: str) -> None:
    assert soon(seconds) == said


def test_every_refusal_has_something_to_do_next() -> None:
    assert all(advices(status, None) for status in (400, 401, 403, 404, 409, 413, 418, 422, 429, 500, 503, 504))
    assert advices(429, 20)[0] == "Réessayez dans 20 secondes."


def test_what_a_service_refuses_is_shown_beside_the_field_it_means_by_its_name() -> None:
    labels = {"nir": "Numéro de sécurité sociale"}
    (found,) = faults(InvalidInput([Violation("nir", "Clé fausse.")]), labels)
    assert (found.field, found.anchor, found.label) == ("nir", "nir", "Numéro de sécurité sociale")
    assert [one.anchor for one in faults(InvalidInput([Violation("other", "Non.")]), labels)] == ["contenu"]
    assert faults(InvalidInput(), labels)[0].message


@pytest.mark.parametrize(
    ("label", "message", "said"),
    [
        ("Code postal", "Indiquez un code postal.", "Code postal : indiquez un code postal."),
        ("", "Indiquez un code postal.", "Indiquez un code postal."),
        ("IBAN", "IBAN incomplet.", "IBAN : IBAN incomplet."),
        ("Depuis quand ?", "Cette date n'existe pas.", "Depuis quand : cette date n'existe pas."),
    ],
)
def test_a_correction_names_its_field(label: str, message: str, said: str) -> None:
    assert named(label, message) == said


def test_the_key_drawn_with_the_form_is_used_and_one_that_is_not_a_key_is_not() -> None:
    drawn = "0199b3c0-0000-7000-8000-000000000002"
    assert request_key({"request_id": drawn}) == drawn
    assert request_key({"request_id": "x"}) != "x"


def test_france_comes_first_among_the_countries() -> None:
    assert next(iter(countries().items())) == ("99100", "France")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()


def test_the_countries_are_all_there_once_in_the_order_of_their_names() -> None:
    codes, names = list(countries()), [_plain(name) for name in countries().values()]
    assert all(re.fullmatch(r"99[1-5]\d{2}", code) for code in codes)
    assert names[1:] == sorted(names[1:])
    assert len(set(names)) == len(names)
    # The 193 members of the United Nations, the Vatican, Palestine, Kosovo and Taïwan, and the territories that have a code of their own.
    assert len(codes) == 197 + 27


# An address of today is in none of them: Czechoslovakia, the two Germanies, North and South Yemen, Korea, the two Vietnams, Zanzibar.
@pytest.mark.parametrize(
    "code", ["99115", "99141", "99142", "99143", "99202", "99233", "99237", "99244", "99245", "99362"]
)
def test_a_country_that_is_no_more_is_not_offered(code: str) -> None:
    assert code not in countries()
