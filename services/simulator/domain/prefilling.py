"""The household that can be made of what is known."""

from dataclasses import replace
from datetime import date, timedelta

from services.simulator.domain import prefill_home, prefill_persons, prefill_received, prefill_resources
from services.simulator.domain.household import Household, Person, Series, months_after
from services.simulator.domain.prefill import ME, Known, Notes, Prefilled
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.vocabulary import Resource

_DAY = timedelta(days=1)


def prefilled(known: Known, rules: PrefillRules, today: date) -> Prefilled:
    """A household of `known.month`, as things stand at the end of that month; what must be asked besides what it lacks."""
    notes = Notes(rules.fields, today)
    if known.birth_date is None:
        notes.ask(f"{ME}.birth_date", rules.texts["birth_date"], ME)
        return _prefilled(None, notes)
    day = months_after(known.month, 1) - _DAY
    couple = prefill_persons.couple(known, day, rules, notes)
    children = prefill_persons.children(known, day, rules, notes)
    me = prefill_persons.applicant(known, known.birth_date, day, rules, notes)
    me = replace(me, disability=prefill_home.disability(known, day, rules, notes))
    household = Household(
        month=known.month,
        persons=(me, *children),
        union=couple.union,
        alone_since_date=couple.alone_since,
        home=prefill_home.home(known, day, rules, notes),
        resources=_resources(known, me, day, rules, notes),
        received=prefill_received.received(known, day, rules, notes),
        # Of a couple that was told, the partner is never in the facts; where nobody told of children, there may be some.
        partner_unknown=not couple.told or couple.union is not None,
        disability_unknown=known.hidden and me.disability is None,
        bereaved=couple.bereaved,
        children_unknown="children" in notes.questions,
    )
    nil = prefill_received.nil(known, rules) - set(household.resources)
    return _prefilled(replace(household, without=frozenset(nil)), notes)


def _resources(
    known: Known, me: Person, day: date, rules: PrefillRules, notes: Notes
) -> dict[tuple[str, Resource], Series]:
    """What was declared, and what organismes pay. Where both speak of a kind, the organisme that pays it is right."""
    declared_notes = Notes(notes.rules, notes.today)
    declared = prefill_resources.declared(known, me.activity, rules, declared_notes)
    paid = prefill_received.resources(known, day, rules, notes)
    checked = {f"{person}.resources.{kind.name}" for person, kind in paid}
    notes.provenances += [one for one in declared_notes.provenances if one.field not in checked]
    notes.questions.update(declared_notes.questions)
    return declared | paid


def _prefilled(household: Household | None, notes: Notes) -> Prefilled:
    return Prefilled(household, tuple(notes.provenances), tuple(notes.questions.values()))
