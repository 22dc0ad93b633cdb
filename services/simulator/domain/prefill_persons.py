"""Who lives there: the applicant, the children told of, and whether there is a partner."""

from dataclasses import dataclass
from datetime import date

from services.simulator.domain.household import Person, months_after
from services.simulator.domain.prefill import ME, Confidence, Fact, Known, Notes, Source, current, told
from services.simulator.domain.prefill_leave import leave
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.vocabulary import Activity, Role, SchoolLevel, Union

_MONTHS_OF_PREGNANCY = 10
# What one may be while one studies: the words do not contradict each other.
_BESIDE_STUDIES = frozenset({Activity.EMPLOYEE, Activity.SELF_EMPLOYED, Activity.STUDENT, Activity.APPRENTICE})


@dataclass(frozen=True, slots=True)
class Couple:
    """Whether somebody shares the person's life. `told`: the person said so, or not; `alone_since`: since when not; `bereaved`: None when not known."""

    told: bool
    union: Union | None = None
    alone_since: date | None = None
    bereaved: bool | None = None


def couple(known: Known, day: date, rules: PrefillRules, notes: Notes) -> Couple:
    """What is known of the couple on a day; a partner's death ends it."""
    status = current(known.facts, "FAMILY_STATUS", day)
    if status is None:
        notes.ask("union", rules.texts["union"])
        return Couple(told=False, bereaved=True if _partner_death(known, day) else None)
    union, since = rules.unions.get(status.text("status")), status.day("event_date")
    death = _partner_death(known, day)
    if union is not None and death is not None and (when := death.day("death_date") or death.start) >= status.start:
        notes.known("alone_since", told(death))
        return Couple(told=True, alone_since=when, bereaved=True)
    if union is not None:
        notes.known("union", told(status))
        notes.ask("conjoint.birth_date", rules.texts["partner"], "conjoint")
        return Couple(told=True, union=union)
    # Of somebody who never lived as a couple, the event's date would say nothing.
    alone = since if status.text("status") != "CELIBATAIRE" else None
    notes.known("alone_since" if alone else "union", told(status))
    lost = status.text("status") == "VEUVAGE" or death is not None
    return Couple(told=True, alone_since=alone, bereaved=True if lost else None)


def _partner_death(known: Known, day: date) -> Fact | None:
    deaths = (f for f in known.facts if f.kind == "DEATH_OF_RELATIVE" and f.text("relation") == "CONJOINT")
    return max((f for f in deaths if f.start <= day), key=lambda f: f.start, default=None)


def children(known: Known, day: date, rules: PrefillRules, notes: Notes) -> tuple[Person, ...]:
    """The children who came and did not leave, the eldest first."""
    arrivals = [f for f in known.facts if f.kind == "CHILD_ARRIVAL" and f.covers(day) and f.day("birth_date")]
    staying = _without_departures(arrivals, known, day, rules, notes)
    staying = [fact for fact in staying if 0 <= _age(fact, day) < rules.oldest_child]
    if not arrivals:
        notes.ask("children", rules.texts["children"])
    staying.sort(key=lambda fact: (fact.day("birth_date") or day, fact.known))
    return tuple(_child(rank, fact, day, rules, notes) for rank, fact in enumerate(staying, 1))


def _without_departures(arrivals: list[Fact], known: Known, day: date, rules: PrefillRules, notes: Notes) -> list[Fact]:
    staying = list(arrivals)
    left = [fact for fact in known.facts if _is_departure(fact) and fact.start <= day]
    for departure in left:
        gone = [fact for fact in staying if _is_same_child(departure, fact)]
        if len(gone) == 1:
            staying.remove(gone[0])
        elif staying and (gone or departure.kind == "DEATH_OF_RELATIVE"):
            notes.ask("children", rules.texts["departure"])
    return staying


def _is_departure(fact: Fact) -> bool:
    is_death = fact.kind == "DEATH_OF_RELATIVE" and fact.text("relation") == "ENFANT"
    return is_death or fact.kind == "CHILD_DEPARTURE"


def _is_same_child(departure: Fact, arrival: Fact) -> bool:
    """Twins share a birth date: given names tell them apart where both were told. A child may come back after leaving."""
    names = departure.text("given_names").casefold(), arrival.text("given_names").casefold()
    if arrival.start > departure.start or (all(names) and names[0] != names[1]):
        return False
    if departure.kind == "DEATH_OF_RELATIVE":
        return all(names)
    return departure.day("birth_date") == arrival.day("birth_date")


def _age(fact: Fact, day: date) -> int:
    born = fact.day("birth_date") or day
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _child(rank: int, fact: Fact, day: date, rules: PrefillRules, notes: Notes) -> Person:
    key, grown = f"enfant_{rank}", _age(fact, day) >= rules.adult_age
    alternating = fact.text("circumstance") == "GARDE_ALTERNEE"
    notes.known(f"{key}.birth_date", told(fact, confidence=Confidence.ASSUMED if grown else Confidence.DECLARED))
    if alternating:
        notes.known(f"{key}.custody", told(fact))
    if grown:
        notes.ask("children", rules.texts["grown_child"])
    born = fact.day("birth_date") or day
    return Person(key=key, role=Role.CHILD, birth_date=born, alternating_custody=alternating)


def applicant(known: Known, born: date, day: date, rules: PrefillRules, notes: Notes) -> Person:
    """The person who asks."""
    notes.known(f"{ME}.birth_date", Source("franceconnect", "FranceConnect", Confidence.CHECKED))
    studies = current(known.facts, "STUDIES", day)
    school = rules.schools.get(studies.text("level")) if studies else None
    if studies and school:
        notes.known(f"{ME}.school", told(studies))
    expected = _expected_birth(known, day, rules, notes)
    return Person(
        key=ME,
        role=Role.APPLICANT,
        birth_date=born,
        activity=activity(known, day, rules, notes),
        school=school,
        scholarship=bool(studies and studies.content.get("scholarship") and school is SchoolLevel.HIGHER),
        expected_birth_date=expected,
        leave=leave(known, day, rules, notes),
    )


def _expected_birth(known: Known, day: date, rules: PrefillRules, notes: Notes) -> date | None:
    pregnancies = [f for f in known.facts if f.kind == "PREGNANCY" and f.covers(day) and f.day("expected_date")]
    last = max(pregnancies, key=lambda f: f.start, default=None)
    expected = last.day("expected_date") if last else None
    if last is None or expected is None or _is_born(known, expected):
        return None
    if not known.month <= expected < months_after(known.month, _MONTHS_OF_PREGNANCY):
        notes.ask(f"{ME}.expected_birth_date", rules.texts["expected"], ME)
        return None
    notes.known(f"{ME}.expected_birth_date", told(last))
    return expected


def _is_born(known: Known, expected: date) -> bool:
    births = (fact.day("birth_date") for fact in known.facts if fact.kind == "CHILD_ARRIVAL")
    return any(born and -120 <= (born - expected).days <= 45 for born in births)


def activity(known: Known, day: date, rules: PrefillRules, notes: Notes) -> Activity | None:
    """What the person does: as told, else as the rights held make it likely; None where words disagree."""
    work, studies = current(known.facts, "EMPLOYMENT_STATUS", day), current(known.facts, "STUDIES", day)
    if work is None and studies is None:
        return _activity_of_rights(known, day, rules, notes)
    said = rules.activities.get(work.text("status")) if work else None
    studying = rules.activities.get(studies.text("level")) if studies else None
    if said and studying and said not in _BESIDE_STUDIES:
        notes.ask(f"{ME}.activity", rules.texts["activity"], ME)
        return None
    # An apprentice is an employee who told two facts.
    found = Activity.APPRENTICE if studying is Activity.APPRENTICE else said or studying
    source = work if said and found is said else studies
    if found and source:
        notes.known(f"{ME}.activity", told(source, confidence=Confidence.DECLARED if said else Confidence.ASSUMED))
    return found


def _activity_of_rights(known: Known, day: date, rules: PrefillRules, notes: Notes) -> Activity | None:
    told_by = [right for right in known.rights if right.held_on(day) and right.benefit in rules.benefits]
    hints = [(rules.benefits[right.benefit].activity, right) for right in told_by]
    likely = {hint: right for hint, right in hints if hint is not None}
    if len(likely) != 1:
        if likely:
            notes.ask(f"{ME}.activity", rules.texts["activity"], ME)
        return None
    found, right = next(iter(likely.items()))
    notes.known(f"{ME}.activity", Source(right.organisme, right.organisme_name, Confidence.ASSUMED, right.known))
    return found
