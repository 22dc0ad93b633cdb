"""Where the household lives, and a disability: what was told, save what a later fact makes doubtful."""

from dataclasses import replace
from datetime import date

from services.simulator.domain.household import Disability, Home
from services.simulator.domain.prefill import ME, Confidence, Fact, Known, Notes, Source, current, told
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.vocabulary import Occupancy

_RENTED = frozenset({Occupancy.TENANT, Occupancy.FURNISHED_TENANT, Occupancy.RESIDENCE, Occupancy.BUYER})


def home(known: Known, day: date, rules: PrefillRules, notes: Notes) -> Home | None:
    """The home; None when nothing is known of it."""
    address, housing = current(known.facts, "ADDRESS", day), current(known.facts, "HOUSING", day)
    found = Home()
    if address and (commune := address.text("commune_code")):
        notes.known("home.commune", told(address))
        found = replace(found, commune_code=commune)
    if housing:
        # Who moved since pays another rent, and may no longer be a tenant.
        moved = address is not None and address.start > housing.start
        found = _housed(found, housing, moved, rules, notes)
    found = _with_agreement(found, known, day, notes)
    return found if found != Home() else None


def _housed(found: Home, housing: Fact, moved: bool, rules: PrefillRules, notes: Notes) -> Home:
    occupancy = rules.occupancies.get(housing.text("occupancy"))
    rented = housing.text("occupancy") == "LOCATAIRE"
    if rented and housing.content.get("furnished"):
        occupancy = Occupancy.FURNISHED_TENANT
    doubt = Confidence.ASSUMED if moved else Confidence.DECLARED
    if moved:
        notes.ask("home.occupancy", rules.texts["moved"])
    elif occupancy is Occupancy.TENANT:
        # The form does not say who lets: a social landlord changes the right.
        notes.ask("home.occupancy", rules.texts["landlord"])
    unsure = Confidence.ASSUMED if occupancy is Occupancy.TENANT else doubt
    notes.known("home.occupancy", told(housing, confidence=unsure))
    rent = housing.number("rent_cents") or (None if occupancy in _RENTED else 0)
    if rent is not None:
        notes.known("home.rent", told(housing, confidence=doubt))
    return replace(found, occupancy=occupancy, rent_cents=rent, flat_share=bool(housing.content.get("flat_share")))


def _with_agreement(found: Home, known: Known, day: date, notes: Notes) -> Home:
    """Who receives the APL lives in a home whose landlord has an agreement with the State: it is paid in no other."""
    apl = next((right for right in known.rights if right.benefit == "apl" and right.held_on(day)), None)
    if apl is None:
        return found
    source = Source(apl.organisme, apl.organisme_name, Confidence.CHECKED, apl.known, stale=apl.stale)
    notes.known("home.state_agreement", source)
    return replace(found, state_agreement=True)


def disability(known: Known, day: date, rules: PrefillRules, notes: Notes) -> Disability | None:
    """A recognised disability, when its rate was told."""
    fact = current(known.facts, "DISABILITY_RECOGNITION", day)
    rate = fact.number("incapacity_rate") if fact else 0
    if fact is None or not rate:
        # A recognition without its rate, or an AAH whose rate only the organisme knows.
        if fact or any(right.benefit == "aah" and right.held_on(day) for right in known.rights):
            notes.ask(f"{ME}.disability.incapacity_rate", rules.texts["disability"], ME)
        return None
    notes.known(f"{ME}.disability.incapacity_rate", told(fact))
    if 50 <= rate < 80:
        notes.ask(f"{ME}.disability.work_restriction", rules.texts["work_restriction"], ME)
    return Disability(incapacity_rate=rate)
