"""What a change does, as the person reads it."""

from datetime import date

import pytest

from services.simulator.domain.household import months_after
from services.simulator.domain.results import Eligibility
from services.simulator.domain.timeline import Cliff, Difference
from services.simulator.domain.timeline_words import (
    calendar_text,
    cliff_text,
    doubt_text,
    euros,
    name_in_sentence,
    of_month,
    summary,
)

MARCH = date(2027, 3, 1)
NAMES = {
    "prime-activite": "Prime d'activité",
    "c2s": "Complémentaire santé solidaire",
    "rsa": "Revenu de solidarité active",
    "af": "Allocations familiales",
    "ars": "Allocation de rentrée scolaire",
}


def rows(benefit: str, before: int, *after: int) -> list[Difference]:
    """A benefit that differs from March on."""
    states = {True: Eligibility.ELIGIBLE, False: Eligibility.NOT_ELIGIBLE}
    return [
        Difference(months_after(MARCH, i), benefit, "", before, cents, states[before > 0], states[cents > 0])
        for i, cents in enumerate(after)
    ]


@pytest.mark.parametrize(
    ("differences", "sentence"),
    [
        (
            rows("prime-activite", 234_00, 234_00 - 10_00, 200_00),
            "À partir de mars 2027, votre prime d'activité baisserait de 34 € par mois.",
        ),
        (
            rows("af", 100_00, 150_00, 150_00),
            "À partir de mars 2027, vos allocations familiales augmenteraient de 50 € par mois.",
        ),
        (
            rows("rsa", 0, 300_00, 610_40),
            "À partir de mars 2027, vous auriez droit à 610 € par mois : Revenu de solidarité active.",
        ),
        (
            rows("rsa", 600_00, 200_00, 0),
            "À partir d'avril 2027, vous n'auriez plus votre revenu de solidarité active (600 € par mois).",
        ),
        (
            # A wage that ends takes the bonus off before the smaller resources of the quarter bring more.
            rows("prime-activite", 190_00, 171_00, 250_00, 350_00),
            "À partir d'avril 2027, votre prime d'activité augmenterait de 160 € par mois.",
        ),
        (
            rows("ars", 0, 429_00),
            "À partir de mars 2027, vous auriez droit à 429 € : Allocation de rentrée scolaire.",
        ),
    ],
)
def test_the_first_month_says_when_and_the_last_one_how_much(differences: list[Difference], sentence: str) -> None:
    assert summary(differences, 12, -400_00, NAMES) == f"{sentence} Tout compté, sur un an, vous auriez 400 € de moins."


def test_a_cover_is_told_without_an_amount() -> None:
    opened = Difference(MARCH, "c2s", "", 0, 0, Eligibility.NOT_ELIGIBLE, Eligibility.ELIGIBLE)
    lost = Difference(MARCH, "c2s", "", 0, 0, Eligibility.ELIGIBLE, Eligibility.NOT_ELIGIBLE)
    text = "À partir de mars 2027, vous auriez droit à cette aide : Complémentaire santé solidaire."
    assert summary([opened], 12, 0, NAMES).startswith(text)
    assert "vous n'auriez plus votre complémentaire santé solidaire." in summary([lost], 12, 0, NAMES)


def test_two_rights_at_most_are_told() -> None:
    differences = rows("rsa", 0, 300_00) + rows("af", 10_00, 20_00) + rows("prime-activite", 200_00, 0)
    text = summary(differences, 4, 110_00, NAMES)
    assert "solidarité" in text
    assert "prime d'activité" in text
    assert "familiales" not in text
    assert text.endswith("Tout compté, sur 4 mois, vous auriez 110 € de plus.")


def test_what_cannot_be_told_is_never_told_as_nothing() -> None:
    unknown = Difference(MARCH, "rsa", "", 600_00, 0, Eligibility.ELIGIBLE, Eligibility.UNKNOWN)
    told = "Nous ne pouvons pas encore dire ce qui changerait dans vos droits."
    assert summary([unknown], 12, None, NAMES) == told
    assert summary([], 12, None, NAMES) == told


def test_a_total_that_holds_a_doubt_is_not_told() -> None:
    text = summary(rows("af", 100_00, 150_00, 150_00), 12, None, NAMES)
    assert text == "À partir de mars 2027, vos allocations familiales augmenteraient de 50 € par mois."


def test_nothing_that_differs_is_said_too() -> None:
    assert summary([], 12, 0, NAMES) == "Aucun des droits que nous savons calculer ne changerait, sur les mois montrés."


@pytest.mark.parametrize(
    ("month", "words"), [(4, "d'avril 2027"), (8, "d'août 2027"), (10, "d'octobre 2027"), (5, "de mai 2027")]
)
def test_a_month_is_elided_as_it_is_said(month: int, words: str) -> None:
    assert of_month(date(2027, month, 1)) == words


@pytest.mark.parametrize(("cents", "words"), [(1_204_49, "1 204 €"), (-9_99, "9,99 €"), (34_50, "35 €"), (5, "0,05 €")])
def test_euros_are_read_whole_above_ten(cents: int, words: str) -> None:
    assert euros(cents) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Aides à la garde", "vos aides à la garde"),
        ("APL", "votre APL"),
        ("RSA majoré", "votre RSA majoré"),
        ("Bourse de collège", "votre bourse de collège"),
    ],
)
def test_a_name_takes_its_place_in_a_sentence(name: str, words: str) -> None:
    assert name_in_sentence(name) == words


def test_a_cliff_says_what_falls() -> None:
    text = cliff_text(Cliff(MARCH, 250_00, ("rsa", "prime-activite", "af")), NAMES)
    assert text == (
        "En mars 2027, vous auriez 250 € de moins que le mois d'avant, alors que vos autres ressources ne baissent pas : "
        "ce sont surtout votre revenu de solidarité active et votre prime d'activité qui baissent."
    )
    assert cliff_text(Cliff(MARCH, 250_00, ("rsa",)), NAMES).endswith(
        "c'est surtout votre revenu de solidarité active qui baisse."
    )


def test_the_calendar_is_told_only_where_it_decides_something() -> None:
    assert calendar_text((1_800_00, 1_800_00, 1_800_50)) == ""
    assert "va de 1 200 € à 1 800 €" in calendar_text((1_800_00, 1_800_00, 1_200_00))


def test_what_is_in_doubt_is_named_three_at_most() -> None:
    assert doubt_text([], NAMES) == ""
    assert doubt_text(["rsa"], NAMES).endswith("pour : Revenu de solidarité active.")
    told = "pour : Prime d'activité, Complémentaire santé solidaire, Revenu de solidarité active et d'autres aides."
    assert doubt_text(list(NAMES), NAMES).endswith(told)
