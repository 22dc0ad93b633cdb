"""Changes of home and of health. Each gives the household as it is from that day on, and what it assumed."""

from dataclasses import replace
from datetime import date

from services.simulator.domain.changes import DisabilityRecognised, Move, RentChange
from services.simulator.domain.changes_problems import Impossible
from services.simulator.domain.changes_series import with_person
from services.simulator.domain.changes_work import Changed, check_born, person_named
from services.simulator.domain.household import Household
from services.simulator.domain.unemployment import age_on
from services.simulator.domain.vocabulary import Occupancy, Role

_AEEH_UNTIL = 20
# As the rights view names them, and the other names that a household may give.
_HOUSING = frozenset({"apl", "alf", "als", "logement", "aide_logement", "aide-logement"})
_NO_RENT = {Occupancy.OWNER, Occupancy.HOSTED, Occupancy.HOMELESS}


def move(household: Household, what: Move, day: date) -> Changed:
    """Another home."""
    del day  # A home is one for all months: the months before are taken from the household as it was.
    if what.home.occupancy is None:
        raise Impossible("home.occupancy", "Indiquez si vous serez locataire, propriétaire ou hébergé.")
    said = ("Le nouveau loyer est compté dès le mois du déménagement, en entier.",)
    return leaving_home(household).changed(home=what.home), said


def leaving_home(household: Household) -> Household:
    """The household whose housing aid has ended with the home that it was for: what the next home opens is another right (CCH L821-1, L822-2)."""
    received = (replace(one, open=False) if one.benefit in _HOUSING else one for one in household.received)
    return household.changed(received=tuple(received))


def rent_change(household: Household, what: RentChange, day: date) -> Changed:
    """Another rent, or loan repayment, for the same home."""
    del day
    if household.home is None or household.home.occupancy is None:
        raise Impossible("rent_cents", "Indiquez d'abord votre logement.")
    if household.home.occupancy in _NO_RENT:
        raise Impossible("rent_cents", "Vous n'avez pas indiqué de loyer ni de prêt pour ce logement.")
    home = replace(household.home, rent_cents=what.rent_cents)
    return household.changed(home=home), ("Le nouveau montant est compté dès le mois du changement, en entier.",)


def disability_recognised(household: Household, what: DisabilityRecognised, day: date) -> Changed:
    """A disability, from that day on."""
    person = person_named(household, what.person)
    check_born(person, day)
    if not 1 <= what.disability.incapacity_rate <= 100:
        raise Impossible("disability.incapacity_rate", "Indiquez le taux d'incapacité, de 1 à 100 %.")
    too_old = person.role is not Role.CHILD or age_on(person.birth_date, day) >= _AEEH_UNTIL
    if what.disability.aeeh_complement and too_old:
        raise Impossible("disability.aeeh_complement", "Ce complément concerne un enfant de moins de vingt ans.")
    household = with_person(household, replace(person, disability=what.disability))
    return household, (
        "La maison du handicap accorde ce droit dès cette date ; ses délais de décision ne sont pas comptés.",
    )
