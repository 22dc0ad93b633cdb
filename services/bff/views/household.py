"""A household on a screen: each value with where it comes from, what is left to ask, what a correction can become."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mesdroits.simulator.v1 import household_pb2 as pb
from mesdroits.simulator.v1 import provenance_pb2, result_pb2
from mesdroits.simulator.v1.simulator_service_pb2 import PrefillResponse

from services.bff.household.fields import RECEIVED, RESOURCES, field_text, month_text, person_text, the_fields
from services.bff.household.values import value_text
from services.bff.shapes import code, iso_date, shown
from services.bff.views.base import Link, View
from services.bff.views.french import euros

_CONFIDENCES = {
    provenance_pb2.CONFIDENCE_CHECKED: ("checked", "vérifié par l'organisme"),
    provenance_pb2.CONFIDENCE_DECLARED: ("declared", "d'après une déclaration"),
    provenance_pb2.CONFIDENCE_ASSUMED: ("assumed", "supposé, à vérifier"),
}
_PATHS = {
    provenance_pb2.CORRECTION_PATH_DECLARE_FACT: (
        "declare_fact",
        "Si c'est faux, dites-le aussi à vos organismes : ce que vous corrigez ici ne sert qu'à la simulation.",
    ),
    provenance_pb2.CORRECTION_PATH_REPORT_TO_EMPLOYER: (
        "report_to_employer",
        "Si c'est faux, signalez-le à votre employeur : il corrige sa déclaration mensuelle (DSN).",
    ),
    provenance_pb2.CORRECTION_PATH_REPORT_TO_ORGANISME: (
        "report_to_organisme",
        "Si c'est faux, signalez-le à l'organisme qui verse.",
    ),
}
# What organismes pay is shown, and corrected by them alone.
RECEIVED_THEME = "recu"
_HERE = ("this_simulation", "Ce que vous corrigez ne sert qu'à cette simulation.")
# The facts that a page of the portal tells once for all.
_TOLD_BY = {"home.commune": Link(text="Déclarer ma nouvelle adresse", href="/adresse")}


class QuestionView(View):
    """Something to ask. `field_text` is what the page that asks it calls it."""

    question: str
    person: str | None
    person_text: str | None
    text: str
    settles: int
    benefits: tuple[str, ...]
    theme: str


class KnownFieldView(View):
    """One field that is known, and its source. `corrected`: the person said otherwise, and it is their word that counts here."""

    field: str
    theme: str
    label: str
    value_text: str
    source: str | None
    source_text: str
    confidence: str | None
    outdated: bool
    corrected: bool
    correction: str
    correction_text: str
    correction_link: Link | None


class PersonView(View):
    """A person of the household, by the key that stands for them."""

    person: str
    role: str
    text: str


class HouseholdView(View):
    """The household, as it goes back to the simulator and as it is read. `missing`: who did not answer, and what it leaves out."""

    household: dict[str, Any]
    month: str | None
    month_text: str
    persons: tuple[PersonView, ...]
    fields: tuple[KnownFieldView, ...]
    questions: tuple[QuestionView, ...]
    missing: tuple[str, ...] = ()


def prefill_view(answer: PrefillResponse) -> HouseholdView:
    """What the suite knows already."""
    return household_view(answer.household, answer.provenances, (), answer.questions)


def household_view(
    household: pb.Household,
    provenances: Iterable[provenance_pb2.Provenance],
    corrected: Sequence[str] = (),
    questions: Iterable[result_pb2.Question] = (),
    names: Mapping[str, str] | None = None,
) -> HouseholdView:
    """A household, with the source of each field and what is left to ask. `names`: what benefits are called, by id."""
    sources = {one.field: one for one in provenances}
    fields = tuple(
        _field(household, name, sources.get(name), names or {}, corrected=name in corrected)
        for name in dict.fromkeys((*sources, *corrected))
    )
    return HouseholdView(
        household=shown(household),
        month=iso_date(household.month) if household.HasField("month") else None,
        month_text=month_text(household.month) if household.HasField("month") else "",
        persons=tuple(
            PersonView(person=one.person, role=code(pb.Role.DESCRIPTOR, one.role), text=person_text(one))
            for one in household.persons
        ),
        fields=tuple(one for one in fields if one.value_text),
        questions=question_views(questions, household),
    )


def question_views(questions: Iterable[result_pb2.Question], household: pb.Household) -> tuple[QuestionView, ...]:
    """What is left to ask, in the order given."""
    persons = {one.person: person_text(one) for one in household.persons}
    return tuple(
        QuestionView(
            question=one.question,
            person=one.person or None,
            person_text=persons.get(one.person),
            text=one.text,
            settles=one.settles,
            benefits=tuple(one.benefits),
            theme=theme_of(one.question, persons),
        )
        for one in questions
    )


def theme_of(question: str, persons: Mapping[str, str]) -> str:
    """The page that asks a question."""
    head, _, rest = question.partition(".")
    wanted = rest if head in persons else question
    if wanted.startswith(RESOURCES) or wanted == "resources":
        return "ressources"
    if wanted.startswith(RECEIVED):
        return RECEIVED_THEME
    found = the_fields().find(question, frozenset(persons))
    if found:
        return found[1].theme
    return {"home": "logement", "assets": "patrimoine", "tax_incomes": "patrimoine"}.get(head, "personnes")


def _field(
    household: pb.Household,
    name: str,
    source: provenance_pb2.Provenance | None,
    names: Mapping[str, str],
    *,
    corrected: bool,
) -> KnownFieldView:
    path, text = _PATHS.get(source.correction, _HERE) if source else _HERE
    confidence = _CONFIDENCES.get(source.confidence) if source else None
    return KnownFieldView(
        field=name,
        theme=theme_of(name, {one.person: "" for one in household.persons}),
        label=field_text(name, household, names),
        value_text=_value(household, name),
        source=source.source if source else None,
        source_text="Corrigé par vous" if corrected else _source(source, confidence),
        confidence=None if corrected or confidence is None else confidence[0],
        outdated=bool(source and source.outdated and not corrected),
        corrected=corrected,
        correction=path,
        correction_text=text,
        correction_link=_TOLD_BY.get(name),
    )


def _source(source: provenance_pb2.Provenance | None, confidence: tuple[str, str] | None) -> str:
    """`Selon la Caf, octobre 2026, vérifié par l'organisme`."""
    if source is None:
        return "Dit par vous"
    who = "Dit par vous" if source.source == "moi" else f"Selon {source.source_name or source.source}"
    when = [month_text(source.month)] if source.HasField("month") else []
    return ", ".join((who, *when, *([confidence[1]] if confidence and source.source != "moi" else [])))


def _value(household: pb.Household, name: str) -> str:
    persons = frozenset(one.person for one in household.persons)
    head, _, rest = name.partition(".")
    if head == "received":
        return _received(household, rest)
    if head in persons and rest.startswith(RESOURCES):
        return resource_text(household, head, rest.removeprefix(RESOURCES))
    found = the_fields().find(name, persons)
    if found:
        return value_text(household, *found)
    return _part(household, head, rest)


def _part(household: pb.Household, head: str, rest: str) -> str:
    person = next((one for one in household.persons if one.person == head), None)
    if person is not None and rest == "disability" and person.HasField("disability"):
        return f"Taux d'incapacité de {person.disability.incapacity_rate} %"
    if head == "tax_incomes":
        return ", ".join(f"{one.year} : {euros(one.amount_cents)}" for one in household.tax_incomes)
    return "Connu" if person is not None and not rest else ""


def resource_text(household: pb.Household, person: str, kind: str) -> str:
    """The last amount known of a resource: `1 350,00 € en octobre 2026`."""
    known_kind = pb.ResourceKind.DESCRIPTOR.values_by_name.get(f"RESOURCE_KIND_{kind}")
    number = known_kind.number if known_kind else 0
    series = [one for one in household.resources if one.person == person and one.kind == number and one.amounts_cents]
    if series:
        last = series[-1]
        return f"{euros(last.amounts_cents[-1])} {_until(last)}"
    known = any(one.person == person and one.kind in (0, number) for one in household.without)
    return "Aucun" if known else ""


def _until(series: pb.ResourceSeries) -> str:
    months = series.first_month.year * 12 + series.first_month.month - 1 + len(series.amounts_cents) - 1
    last = type(series.first_month)(year=months // 12, month=months % 12 + 1, day=1)
    return f"{'par mois depuis' if series.continues else 'en'} {month_text(last)}"


def _received(household: pb.Household, benefit: str) -> str:
    found = [one for one in household.received if one.benefit == benefit]
    paid = [one.amounts_cents[-1] for one in found if one.amounts_cents and one.amounts_cents[-1]]
    going_on = any(one.open for one in found)
    if paid:
        return f"{euros(paid[-1])}, {'dernier versement connu' if going_on else 'plus versé depuis'}"
    return "Droit ouvert" if going_on else "Plus versé" if found else ""
