"""A good example of each kind: the words of its form, page after page, and what they say once read."""

from dataclasses import dataclass
from typing import Any

Words = dict[str, str]


def day(name: str, number: int, month: int, year: int) -> Words:
    """What is typed in the three boxes of a date."""
    return {f"{name}_day": str(number), f"{name}_month": str(month), f"{name}_year": str(year)}


@dataclass(frozen=True)
class Example:
    """`pages`: the words of each page that is met. `content`, `start`, `end`: what is sent."""

    pages: tuple[Words, ...]
    content: dict[str, Any]
    start: str = "2026-11-02"
    end: str | None = None


START = day("start", 2, 11, 2026)
EXAMPLES: dict[str, Example] = {
    "address": Example(
        ({"street": "12 rue des Lilas", "postal_code": "63200", "city": "Riom", "country_code": "99100"} | START,),
        {"street": "12 rue des Lilas", "postal_code": "63200", "city": "Riom", "country_code": "99100"},
    ),
    "contact": Example(
        ({"telephone": "06 12 34 56 78", "email": "nom@exemple.fr"} | START,),
        {"telephone": "+33612345678", "email": "nom@exemple.fr"},
    ),
    "family_status": Example(
        ({"status": "PACS"}, START | day("event_date", 31, 10, 2026)), {"status": "PACS", "event_date": "2026-10-31"}
    ),
    "child_arrival": Example(
        (
            {"circumstance": "NAISSANCE"},
            {"given_names": "Léa", "family_name": "Martin"} | day("birth_date", 2, 11, 2026),
            START,
        ),
        {"circumstance": "NAISSANCE", "given_names": "Léa", "family_name": "Martin", "birth_date": "2026-11-02"},
    ),
    "child_departure": Example(
        ({"circumstance": "INDEPENDANCE"}, {"given_names": "Tom"} | day("birth_date", 31, 3, 2006), START),
        {"circumstance": "INDEPENDANCE", "given_names": "Tom", "birth_date": "2006-03-31"},
    ),
    "pregnancy": Example(
        ({"expected_children": "2"} | day("expected_date", 31, 5, 2027), START),
        {"expected_children": 2, "expected_date": "2027-05-31"},
    ),
    "death_of_relative": Example(
        ({"relation": "CONJOINT", "given_names": "Paul"}, day("death_date", 2, 11, 2026)),
        {"relation": "CONJOINT", "given_names": "Paul", "death_date": "2026-11-02"},
    ),
    "employment_status": Example(
        ({"status": "SALARIE"}, {"employer_name": "Boulangerie Riom", "employer_siret": "732 829 320 00074"}, START),
        {"status": "SALARIE", "employer_name": "Boulangerie Riom", "employer_siret": "732 829 320 00074"},
    ),
    "monthly_resources": Example(
        ({"month_month": "10", "month_year": "2026"}, {"lines.SALAIRE": "1 250,50 €", "lines.AUTRE": "0"}),
        {
            "month": "2026-10-01",
            "lines": [{"nature": "SALAIRE", "amount_cents": 125050}, {"nature": "AUTRE", "amount_cents": 0}],
        },
        "2026-10-01",
        "2026-10-31",
    ),
    "housing": Example(
        ({"occupancy": "LOCATAIRE"}, {"rent_cents": "640", "furnished": "oui"}, START),
        {"occupancy": "LOCATAIRE", "rent_cents": 64000, "flat_share": False, "furnished": True},
    ),
    "bank_account": Example(
        ({"iban": "FR14 2004 1010 0505 0001 3M02 606", "holder_name": "Camille Martin"} | START,),
        {"iban": "FR14 2004 1010 0505 0001 3M02 606", "holder_name": "Camille Martin"},
    ),
    "regime": Example(({"regime": "AGRICOLE"}, START), {"regime": "AGRICOLE"}),
    "disability_recognition": Example(
        ({"recognition": "TAUX"}, {"incapacity_rate": "80"}, START | day("end", 1, 11, 2031)),
        {"recognition": "TAUX", "incapacity_rate": 80},
        end="2031-11-01",
    ),
    "studies": Example(
        ({"level": "SUPERIEUR"}, {"establishment": "Université d'Auvergne", "scholarship": "oui"}, START),
        {"level": "SUPERIEUR", "establishment": "Université d'Auvergne", "scholarship": True},
    ),
}
