"""What people type wrong, and what the page says of it."""

from services.bff.pages.tests.examples_of_kinds import START, Words, day

# A page of a kind, what is typed there, and what the summary says of it.
MISTAKES: dict[str, tuple[str, int, Words, tuple[str, ...]]] = {
    "a telephone that is too short": ("contact", 0, {"telephone": "06 12"} | START, ("Téléphone : indiquez un numéro de téléphone complet",)),
    "no way to be reached": ("contact", 0, START, ("Téléphone : remplissez au moins « Téléphone » ou « Adresse électronique ».",)),
    "no answer": ("family_status", 0, {}, ("Situation : cette information est obligatoire.",)),
    "a birth to come": (
        "child_arrival", 1, {"given_names": "Léa"} | day("birth_date", 1, 12, 2026),
        ("Nom de l'enfant : cette information est obligatoire.", "Date de naissance de l'enfant : indiquez une date qui n'est pas dans le futur."),
    ),
    "words for a number": ("pregnancy", 0, {"expected_children": "deux"} | day("expected_date", 31, 5, 2027), ("Nombre d'enfants attendus : écrivez un nombre entier",)),
    "a date that does not exist": ("death_of_relative", 1, day("death_date", 31, 2, 2026), ("Date du décès : cette date n'existe pas",)),
    "half a date": ("death_of_relative", 1, {"death_date_day": "3"}, ("Date du décès : cette date n'existe pas",)),
    "a number that no employer has": ("employment_status", 1, {"employer_siret": "73282932000075"}, ("SIRET de l'employeur : ce SIRET n'existe pas",)),
    "a month that does not exist": ("monthly_resources", 0, {"month_month": "13", "month_year": "2026"}, ("Mois : ce mois n'existe pas",)),
    "a month without a line": ("monthly_resources", 1, {}, ("Salaire : indiquez au moins un montant, ou 0",)),
    "words for an amount": ("monthly_resources", 1, {"lines.CHOMAGE": "mille"}, ("Allocation chômage : écrivez un montant en euros",)),
    "an amount above all": (
        "monthly_resources", 1, {"lines.SALAIRE": "1250", "lines.CHOMAGE": "200000"}, ("Allocation chômage : indiquez un nombre d'au plus 100000 €",),
    ),
    "no rent": ("housing", 1, {}, ("Loyer mensuel sans les charges : cette information est obligatoire.",)),
    "no first day": ("housing", 2, {}, ("Date de début : cette information est obligatoire.",)),
    "an account with a fault": ("bank_account", 0, {"iban": "FR14 2004", "holder_name": "C"} | START, ("IBAN :",)),
    "a rate above all": ("disability_recognition", 1, {"incapacity_rate": "120"}, ("Taux d'incapacité (%) : indiquez un nombre d'au plus 100.",)),
    "an end before the start": ("studies", 2, START | day("end", 1, 11, 2026), ("Date de fin : la date de fin précède la date de début.",)),
}  # fmt: skip
